"""Voice rooms with a fixed number of seats."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class VoiceRooms:
    """Seats members in rooms; called from many threads.

    There is a lock for each room, one for the joins and one for the table of locks. Locks of rooms are taken in the
    order of their names; the other two are innermost, and nothing is taken while they are held. So there is no circle.

    Args:
        store: Keeps members and the count of joins: `load`, `save`, `joins`, `set_joins`.
        seats: How many members a room holds.
        new_lock: Makes a lock that behaves like `threading.Lock`.
    """

    def __init__(self, store: Any, seats: int, new_lock: Callable[[], Any]) -> None:
        self._store = store
        self._seats = seats
        self._new_lock = new_lock
        self._room_locks: dict[str, Any] = {}
        self._table_lock = new_lock()
        self._joins_lock = new_lock()

    def join(self, member: str, room: str) -> bool:
        """Seat a member; False if they sit there already or the room is full."""
        with self._locked(room):
            members = self._store.load(room)
            if member in members or len(members) >= self._seats:
                return False
            self._store.save(room, [*members, member])
        with self._joins_lock:
            self._store.set_joins(self._store.joins() + 1)
        return True

    def leave(self, member: str, room: str) -> bool:
        """Free a member's seat; False if they do not sit there."""
        with self._locked(room):
            members = self._store.load(room)
            if member not in members:
                return False
            self._store.save(room, [other for other in members if other != member])
            return True

    def move(self, member: str, source: str, target: str) -> bool:
        """Give a member a seat in another room for the one they have; False if that cannot be done."""
        with self._locked(source, target):
            before = self._store.load(source)
            if source == target or member not in before:
                return member in before
            after = self._store.load(target)
            if member in after or len(after) >= self._seats:
                return False
            self._store.save(target, [*after, member])
            self._store.save(source, [other for other in before if other != member])
            return True

    @contextmanager
    def _locked(self, *rooms: str) -> Iterator[None]:
        """Hold the locks of these rooms; each once, and always in the same order."""
        locks = [self._lock_of(room) for room in sorted(set(rooms))]
        for lock in locks:
            lock.acquire()
        yield
        for lock in locks:
            lock.release()

    def _lock_of(self, room: str) -> Any:
        with self._table_lock:
            if room not in self._room_locks:
                self._room_locks[room] = self._new_lock()
            return self._room_locks[room]
