"""Unread counters of one member of a chat service."""


class Inbox:
    """What one member has not read yet, room by room."""

    def __init__(self, me: str) -> None:
        self.me = me
        self._pending: dict[str, set[int]] = {}
        self._marker: dict[str, int] = {}
        self._retracted: dict[str, set[int]] = {}
        self._muted: set[str] = set()

    def receive(self, room: str, seq: int, sender: str) -> None:
        """Take in message number `seq` of a room; it may come twice and out of order."""
        if sender == self.me or seq <= self._marker.get(room, 0) or seq in self._retracted.get(room, set()):
            return
        self._pending.setdefault(room, set()).add(seq)

    def read(self, room: str, up_to: int) -> None:
        """Mark everything up to and including `up_to` as read; an older receipt changes nothing."""
        marker = max(up_to, self._marker.get(room, 0))
        self._marker[room] = marker
        self._pending[room] = {seq for seq in self._pending.get(room, set()) if seq > marker}

    def retract(self, room: str, seq: int) -> None:
        """Withdraw a message, also one that has not arrived yet."""
        self._retracted.setdefault(room, set()).add(seq)
        self._pending.get(room, set()).discard(seq)

    def unread(self, room: str) -> int:
        """Return how many messages of the room are unread."""
        return len(self._pending.get(room, set()))

    def mute(self, room: str, muted: bool = True) -> None:
        """Leave a room out of the badge, or take it back in."""
        if muted:
            self._muted.add(room)
        else:
            self._muted.discard(room)

    def badge(self) -> str:
        """Return the text on the icon: "", "1" to "99", or "99+"."""
        total = sum(len(pending) for room, pending in self._pending.items() if room not in self._muted)
        if total >= 99:
            return "99+"
        return str(total) if total else ""
