"""Member lists and profiles of a chat in memcached, shared by many servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pymemcache.client.base import Client

if TYPE_CHECKING:
    from collections.abc import Callable

SOFT, HARD = 60, 600  # seconds after which a profile should be loaded again, and after which it is gone
LEASE = 10  # seconds for which one reader may load while the others do without


class BusyError(Exception):
    """Others were quicker, again and again."""


def connect(server: str) -> Client:
    """Return a client of the memcached at "host:port"."""
    host, _, port = server.rpartition(":")
    return Client((host, int(port)), connect_timeout=2, timeout=2)


def key_of(kind: str, name: str) -> str:
    """Return the key for something of this kind and name. A name may be any text."""
    return f"{kind}:{name}"


def add_member(cache: Client, room: str, member: str, *, tries: int = 50) -> list[str]:
    """Add a member to a room's list, once; return the list, sorted. BusyError: others were quicker every time."""
    key = key_of("members", room)
    members = json.loads(cache.get(key) or "[]")
    members.append(member)
    cache.set(key, json.dumps(members))
    return members


def profile(cache: Client, name: str, load: Callable[[str], Any], *, now: float) -> Any:
    """Return a member's profile, a JSON value, at this time (seconds since 1970); loads it when it is not known."""
    found = cache.get(key_of("profile", name))
    if found:
        return json.loads(found)
    loaded = load(name)
    cache.set(key_of("profile", name), json.dumps(loaded))
    return loaded


def profiles(
    cache: Client, names: list[str], load_many: Callable[[list[str]], dict[str, Any]], *, now: float
) -> dict[str, Any]:
    """Return many profiles by name; loads all that are not known at once."""
    return {name: profile(cache, name, lambda one: load_many([one])[one], now=now) for name in names}


def changed(cache: Client, name: str) -> None:
    """A profile has been changed: nobody shall read what is cached of it."""
    cache.set(key_of("profile", name), "")
