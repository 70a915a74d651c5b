"""Rooms and who is in them."""

from __future__ import annotations

from collections.abc import Callable

from chat.rooms import _store

_when_closed: list[Callable[[str], object]] = []


def on_close(tell: Callable[[str], object]) -> None:
    """Have somebody told of each room that is closed."""
    _when_closed.append(tell)


def make(room: str, owner: str) -> None:
    """Make a room with its first member."""
    _store.MEMBERS[room] = {owner}


def join(room: str, name: str) -> None:
    """Let somebody in."""
    _store.MEMBERS[room].add(name)


def is_member(room: str, name: str) -> bool:
    """Say whether somebody is in a room."""
    return name in _store.MEMBERS.get(room, ())


def close(room: str) -> None:
    """Close a room."""
    del _store.MEMBERS[room]
    for tell in _when_closed:
        tell(room)
