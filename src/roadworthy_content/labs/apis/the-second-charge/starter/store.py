"""Where rooms are kept. A stand-in for a database: each call takes its time, and others run meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

_rooms: dict[str, dict[str, Any]] = {}


async def read(room: str) -> dict[str, Any] | None:
    """Return what was written for a room, or None."""
    await asyncio.sleep(0.002)
    found = _rooms.get(room)
    return None if found is None else dict(found)


async def write(room: str, document: dict[str, Any]) -> None:
    """Keep something for a room, in the place of what was there."""
    await asyncio.sleep(0.002)
    _rooms[room] = dict(document)


async def delete(room: str) -> None:
    """Keep nothing for a room any more."""
    await asyncio.sleep(0.002)
    _rooms.pop(room, None)
