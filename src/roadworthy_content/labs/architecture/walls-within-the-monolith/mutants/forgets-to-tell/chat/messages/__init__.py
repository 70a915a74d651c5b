"""What is written in rooms."""

from __future__ import annotations

from chat import billing, rooms
from chat.messages import _store

FREE = 3


def send(room: str, name: str, text: str) -> None:
    """Write to a room."""
    if not rooms.is_member(room, name):
        raise PermissionError(f"{name} is no member of {room}")
    texts = _store.TEXTS.setdefault(room, [])
    if billing.is_free(room) and len(texts) >= FREE:
        raise PermissionError(f"the free plan has {FREE} messages")
    texts.append(f"{name}: {text}")


def history(room: str) -> list[str]:
    """Return what was written, the oldest first."""
    return list(_store.TEXTS.get(room, ()))
