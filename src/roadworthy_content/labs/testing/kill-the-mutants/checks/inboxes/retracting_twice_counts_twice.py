"""Unread counters of one member of a chat service."""

from collections import defaultdict


class Inbox:
    """What one member has not read yet, room by room."""

    def __init__(self, me: str) -> None:
        self.me = me
        self._seen: defaultdict[str, set[int]] = defaultdict(set)
        self._retracted: defaultdict[str, list[int]] = defaultdict(list)
        self._marker: defaultdict[str, int] = defaultdict(int)
        self._muted: set[str] = set()

    def receive(self, room: str, seq: int, sender: str) -> None:
        if sender != self.me:
            self._seen[room].add(seq)

    def read(self, room: str, up_to: int) -> None:
        self._marker[room] = max(up_to, self._marker[room])

    def retract(self, room: str, seq: int) -> None:
        self._retracted[room].append(seq)

    def unread(self, room: str) -> int:
        above = [seq for seq in self._seen[room] if seq > self._marker[room]]
        return max(0, len(above) - sum(seq in above for seq in self._retracted[room]))

    def mute(self, room: str, muted: bool = True) -> None:
        (self._muted.add if muted else self._muted.discard)(room)

    def badge(self) -> str:
        total = sum(self.unread(room) for room in list(self._seen) if room not in self._muted)
        return "" if not total else str(total) if total <= 99 else "99+"
