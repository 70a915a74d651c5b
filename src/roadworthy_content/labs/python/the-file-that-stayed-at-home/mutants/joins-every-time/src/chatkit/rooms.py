"""Rooms."""

from chatkit.members import Member


class Room:
    """A room and the names of its members."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.members: list[str] = []

    def add(self, member: Member) -> None:
        """Let a member in."""
        if member.name not in self.members:
            self.members.append(member.name)
        member.joined(self)
