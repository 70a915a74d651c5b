"""Members."""

from __future__ import annotations

from chatkit.rooms import Room


class Member:
    """A member and the names of their rooms."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rooms: list[str] = []

    def joined(self, room: Room) -> None:
        """Remember a room."""
        self.rooms.append(room.name)
