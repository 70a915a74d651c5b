"""Unread counters of one member of a chat service, kept as a log of events and counted when asked."""

from dataclasses import dataclass, field


@dataclass
class _Room:
    senders: dict[int, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    read_up_to: int = 0
    muted: bool = False

    def unread_by(self, member: str) -> int:
        return sum(
            sender != member and seq > self.read_up_to and seq not in self.withdrawn
            for seq, sender in self.senders.items()
        )


class Inbox:
    """What one member has not read yet, room by room."""

    def __init__(self, me: str) -> None:
        self._me = me
        self._rooms: dict[str, _Room] = {}

    def _room(self, name: str) -> _Room:
        return self._rooms.setdefault(name, _Room())

    def receive(self, room: str, seq: int, sender: str) -> None:
        self._room(room).senders.setdefault(seq, sender)

    def read(self, room: str, up_to: int) -> None:
        self._room(room).read_up_to = max(self._room(room).read_up_to, up_to)

    def retract(self, room: str, seq: int) -> None:
        self._room(room).withdrawn.add(seq)

    def unread(self, room: str) -> int:
        return self._room(room).unread_by(self._me)

    def mute(self, room: str, muted: bool = True) -> None:
        self._room(room).muted = muted

    def badge(self) -> str:
        total = sum(room.unread_by(self._me) for room in self._rooms.values() if not room.muted)
        return "99+" if total > 99 else str(total or "")
