"""Members."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time rooms import members, and not the other way round
    from chatkit.rooms import Room


class Member:
    """A member and the names of their rooms."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rooms: list[str] = []

    def joined(self, room: Room) -> None:
        """Remember a room."""
        self.rooms.append(room.name)
