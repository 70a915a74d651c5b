"""Who pays, and what for."""

from __future__ import annotations

from collections.abc import Callable

from chat.billing import _store

_when_downgraded: list[Callable[[str], object]] = []


def on_downgrade(tell: Callable[[str], object]) -> None:
    """Have somebody told of each room that pays no longer."""
    _when_downgraded.append(tell)


def open_account(room: str) -> None:
    """Begin with the free plan."""
    _store.PLANS[room] = "free"


def is_free(room: str) -> bool:
    """Say whether a room is on the free plan."""
    return _store.PLANS[room] == "free"


def upgrade(room: str) -> None:
    """Let a room pay."""
    _store.PLANS[room] = "paid"


def downgrade(room: str) -> None:
    """Let a room pay no longer."""
    from chat import api

    _store.PLANS[room] = "free"
    assert api
    for tell in _when_downgraded:
        tell(room)
