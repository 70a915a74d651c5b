"""Settings of chat rooms: the database knows them, Redis remembers them."""

from __future__ import annotations

import json
import random
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Callable

Settings = dict[str, Any]
POLL = 0.01  # seconds between two looks at what another reader is loading

UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


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
        self._times = times or Times()
        # A cache that is slow to fail is worse than none: one try, and a short one, whatever redis-py does by itself.
        self._redis = Redis.from_url(
            url,
            socket_timeout=self._times.timeout,
            socket_connect_timeout=self._times.timeout,
            retry=Retry(NoBackoff(), 0),
        )
        self._unlock = self._redis.register_script(UNLOCK)
        self._load = load
        self._prefix = prefix

    def get(self, room: str) -> Settings | None:
        """Return a room's settings, or None if there is no such room; loads them if Redis does not know.

        Raises:
            Exception: Whatever `load` raised.
        """
        token = secrets.token_hex(16)
        try:
            known = self._wait_for(room, token)
        except RedisError:
            return self._load(room)
        if known is not None:
            return known[0]
        return self._load_and_store(room, token)

    def invalidate(self, room: str) -> None:
        """Forget a room's settings; the database has just been given new ones.

        Raises:
            NotInvalidatedError: Redis could not be told.
        """
        try:
            self._redis.delete(self._key("value", room), self._key("lock", room))
        except RedisError as error:
            raise NotInvalidatedError(f"the settings of {room!r} may be remembered: {error}") from error

    def _wait_for(self, room: str, token: str) -> tuple[Settings | None] | None:
        """Return what is remembered; None once the lock is ours, or another has held it for too long."""
        deadline = time.monotonic() + self._times.patience
        lock_ms = int(self._times.lock_ttl * 1000)
        while True:
            known = self._look(room)
            if known is not None:
                return known
            if self._redis.set(self._key("lock", room), token, nx=True, px=lock_ms):
                known = self._look(room)  # again: another may have stored and unlocked since
                if known is not None:
                    self._unlock(keys=[self._key("lock", room)], args=[token])
                return known
            if time.monotonic() > deadline:
                return None
            time.sleep(POLL)

    def _look(self, room: str) -> tuple[Settings | None] | None:
        return decode(self._redis.get(self._key("value", room)))

    def _load_and_store(self, room: str, token: str) -> Settings | None:
        """Load, and store if the lock is still ours; a failing load gives the lock back."""
        lock = self._key("lock", room)
        try:
            settings = self._load(room)
        except BaseException:
            with suppress(RedisError):  # it is gone when its time is over
                self._unlock(keys=[lock], args=[token])
            raise
        with suppress(RedisError):  # then it is loaded again next time
            self._redis.set(self._key("value", room), json.dumps(settings), px=self._lifetime(settings))
            self._unlock(keys=[lock], args=[token])
        return settings

    def _lifetime(self, settings: Settings | None) -> int:
        """Return how long to remember, in milliseconds; spread, so that what came together does not go together."""
        seconds = self._times.missing_ttl if settings is None else self._times.ttl * random.uniform(0.9, 1.1)
        return max(1, int(seconds * 1000))

    def _key(self, kind: str, room: str) -> str:
        return f"{self._prefix}:{kind}:{room}"


def decode(stored: bytes | None) -> tuple[Settings | None] | None:
    """Return what was stored, in a tuple to tell a remembered None from nothing; None if it is nothing of ours."""
    if stored is None:
        return None
    try:
        settings = json.loads(stored)
    except ValueError:
        return None
    return (settings,) if settings is None or isinstance(settings, dict) else None
