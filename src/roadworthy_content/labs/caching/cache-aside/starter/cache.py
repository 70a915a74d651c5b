"""Settings of chat rooms: the database knows them, Redis remembers them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redis import Redis

if TYPE_CHECKING:
    from collections.abc import Callable

Settings = dict[str, Any]


@dataclass(frozen=True)
class Times:
    """How long what may take, in seconds."""

    ttl: float = 60.0  # settings are remembered so long, give or take a tenth
    missing_ttl: float = 5.0  # so long it is remembered that a room does not exist
    lock_ttl: float = 5.0  # after this, a lock that nobody gave back is gone
    patience: float = 2.0  # so long a reader waits for what another one loads
    timeout: float = 0.2  # so long it waits for an answer of Redis


class NotInvalidatedError(Exception):
    """Redis could not be told; until the time to live is over, readers may see the old settings."""


class RoomSettings:
    """Reads settings through Redis.

    Args:
        url: Address of Redis.
        load: Reads a room's settings from the database; None if there is no such room.
        prefix: The value of room "lobby" has the key `prefix:value:lobby`, its lock `prefix:lock:lobby`.
        times: How long what may take.
    """

    def __init__(
        self, url: str, load: Callable[[str], Settings | None], *, prefix: str = "settings", times: Times | None = None
    ) -> None:
        self._redis = Redis.from_url(url)
        self._load = load
        self._prefix = prefix
        self._times = times or Times()

    def get(self, room: str) -> Settings | None:
        """Return a room's settings, or None if there is no such room; loads them if Redis does not know.

        This version remembers everything for ever, and trusts in everybody's luck.
        """
        key = f"{self._prefix}:value:{room}"
        known = self._redis.get(key)
        if known:
            return json.loads(known)
        settings = self._load(room)
        if settings:
            self._redis.set(key, json.dumps(settings))
        return settings

    def invalidate(self, room: str) -> None:
        """Forget a room's settings; the database has just been given new ones."""
        self._redis.delete(f"{self._prefix}:value:{room}")
