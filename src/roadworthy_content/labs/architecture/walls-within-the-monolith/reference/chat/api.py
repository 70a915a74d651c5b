"""What the outside world may ask for."""

from __future__ import annotations

from chat import billing, messages, rooms

_notices: list[str] = []


def make_room(room: str, owner: str) -> None:
    """Make a room on the free plan."""
    rooms.make(room, owner)
    billing.open_account(room)


def join(room: str, name: str) -> None:
    """Let somebody into a room."""
    rooms.join(room, name)


def close(room: str) -> None:
    """Close a room; its messages go with it."""
    rooms.close(room)


def send(room: str, name: str, text: str) -> None:
    """Write to a room. Raises PermissionError for who is no member, or has used up the free plan's three messages."""
    messages.send(room, name, text)


def history(room: str) -> list[str]:
    """Return what was written, the oldest first."""
    return messages.history(room)


def upgrade(room: str) -> None:
    """Let a room pay."""
    billing.upgrade(room)


def downgrade(room: str) -> None:
    """Let a room pay no longer; the owner is told."""
    billing.downgrade(room)


def notices() -> list[str]:
    """Return all notices."""
    return list(_notices)


# What lies below tells, without knowing whom.
billing.on_downgrade(lambda room: _notices.append(f"room downgraded: {room}"))
