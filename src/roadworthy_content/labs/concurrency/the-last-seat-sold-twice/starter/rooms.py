"""Voice rooms with a fixed number of seats."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class VoiceRooms:
    """Seats members in rooms; called from many threads.

    Args:
        store: Keeps members and the count of joins: `load`, `save`, `joins`, `set_joins`.
        seats: How many members a room holds.
        new_lock: Makes a lock that behaves like `threading.Lock`.
    """

    def __init__(self, store: Any, seats: int, new_lock: Callable[[], Any]) -> None:
        self._store = store
        self._seats = seats
        self._locks: defaultdict[str, Any] = defaultdict(new_lock)

    def join(self, member: str, room: str) -> bool:
        """Seat a member; False if they sit there already or the room is full."""
        members = self._store.load(room)
        if member in members or len(members) >= self._seats:
            return False
        with self._locks[room]:
            self._store.save(room, [*members, member])
        self._store.set_joins(self._store.joins() + 1)
        return True

    def leave(self, member: str, room: str) -> bool:
        """Free a member's seat; False if they do not sit there."""
        lock = self._locks[room]
        lock.acquire()
        members = self._store.load(room)
        if member in members:
            self._store.save(room, [other for other in members if other != member])
        lock.release()
        return member in members

    def move(self, member: str, source: str, target: str) -> bool:
        """Give a member a seat in another room for the one they have; False if that cannot be done."""
        with self._locks[source]:
            before = self._store.load(source)
            if member not in before:
                return False
            with self._locks[target]:
                after = self._store.load(target)
                if member in after or len(after) >= self._seats:
                    return False
                self._store.save(target, [*after, member])
                self._store.save(source, [other for other in before if other != member])
                return True
