"""Who pays, and what for."""

from __future__ import annotations

from chat.billing import _store


def upgrade(room: str) -> None:
    """Let a room pay."""
    _store.PLANS[room] = "paid"


def downgrade(room: str) -> None:
    """Let a room pay no longer."""
    from chat import api  # at the top it would be a circle

    _store.PLANS[room] = "free"
    api.notice(f"room downgraded: {room}")
