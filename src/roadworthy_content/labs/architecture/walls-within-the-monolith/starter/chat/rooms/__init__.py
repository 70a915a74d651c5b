"""Rooms and who is in them."""

from __future__ import annotations

from chat.messages import _store as texts
from chat.rooms import _store


def make(room: str, owner: str) -> None:
    """Make a room with its first member."""
    _store.MEMBERS[room] = {owner}


def join(room: str, name: str) -> None:
    """Let somebody in."""
    _store.MEMBERS[room].add(name)


def close(room: str) -> None:
    """Close a room."""
    del _store.MEMBERS[room]
    texts.TEXTS.pop(room, None)
