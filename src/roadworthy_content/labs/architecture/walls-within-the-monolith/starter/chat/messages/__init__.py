"""What is written in rooms."""

from __future__ import annotations

from chat.billing._store import PLANS
from chat.messages import _store

FREE = 3


def send(room: str, name: str, text: str) -> None:
    """Write to a room."""
    from chat.rooms._store import MEMBERS  # at the top it would be a circle

    if name not in MEMBERS.get(room, ()):
        raise PermissionError(f"{name} is no member of {room}")
    texts = _store.TEXTS.setdefault(room, [])
    if PLANS[room] == "free" and len(texts) >= FREE:
        raise PermissionError(f"the free plan has {FREE} messages")
    texts.append(f"{name}: {text}")


def history(room: str) -> list[str]:
    """Return what was written, the oldest first."""
    return list(_store.TEXTS.get(room, ()))
