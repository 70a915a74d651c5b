"""Unread counters of one member of a chat service."""

from collections import defaultdict


class Inbox:
    """What one member has not read yet, room by room."""

    def __init__(self, me: str) -> None:
        self.me = me
        self._pending: defaultdict[str, list[int]] = defaultdict(list)
        self._marker: defaultdict[str, int] = defaultdict(int)
        self._retracted: set[tuple[str, int]] = set()
        self._muted: set[str] = set()

    def receive(self, room: str, seq: int, sender: str) -> None:
        if sender != self.me and seq > self._marker[room] and (room, seq) not in self._retracted:
            self._pending[room].append(seq)

    def read(self, room: str, up_to: int) -> None:
        self._marker[room] = max(up_to, self._marker[room])
        self._pending[room] = [seq for seq in self._pending[room] if seq > self._marker[room]]

    def retract(self, room: str, seq: int) -> None:
        self._retracted.add((room, seq))
        self._pending[room] = [pending for pending in self._pending[room] if pending != seq]

    def unread(self, room: str) -> int:
        return len(self._pending[room])

    def mute(self, room: str, muted: bool = True) -> None:
        (self._muted.add if muted else self._muted.discard)(room)

    def badge(self) -> str:
        total = sum(len(pending) for room, pending in self._pending.items() if room not in self._muted)
        return "" if not total else str(total) if total <= 99 else "99+"
