"""Member lists and profiles of a chat in memcached, shared by many servers.

memcached forgets when it likes, is plain about concurrency (add, gets and cas), and takes keys of 250 bytes.
"""

from __future__ import annotations

import hashlib
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
    """Return the key for something of this kind and name. A name may be any text, a key is 250 bytes without blanks."""
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()}"


def add_member(cache: Client, room: str, member: str, *, tries: int = 50) -> list[str]:
    """Add a member to a room's list, once; return the list, sorted. BusyError: others were quicker every time."""
    key = key_of("members", room)
    for _ in range(tries):
        found, token = cache.gets(key)
        members = sorted({*json.loads(found or "[]"), member})
        value = json.dumps(members)
        # A list that is not there has no token; then only the first may put one.
        stored = cache.add(key, value, noreply=False) if token is None else cache.cas(key, value, token, noreply=False)
        if stored:
            return members
    raise BusyError(f"{tries} others changed the members of {room} meanwhile")


def profile(cache: Client, name: str, load: Callable[[str], Any], *, now: float) -> Any:
    """Return a member's profile, a JSON value, at this time (seconds since 1970); loads it when it is not known.

    One that is a little old is good enough for all but the one reader who loads it again.
    """
    key, lease = key_of("profile", name), key_of("lease", name)
    found, token = cache.gets(key)
    entry = json.loads(found) if found else None
    if entry and (now < entry["until"] or not cache.add(lease, "1", expire=LEASE, noreply=False)):
        return entry["value"]
    try:
        loaded = load(name)
        put(cache, key, loaded, token, now)
    finally:
        if entry:
            cache.delete(lease, noreply=False)
    return loaded


def put(cache: Client, key: str, loaded: Any, token: bytes | None, now: float) -> None:
    """Store what was loaded, unless something was stored, changed or forgotten since the token was taken."""
    value = json.dumps({"value": loaded, "until": now + SOFT})
    if token is None:
        cache.add(key, value, expire=HARD, noreply=False)
    else:
        cache.cas(key, value, token, expire=HARD, noreply=False)


def profiles(
    cache: Client, names: list[str], load_many: Callable[[list[str]], dict[str, Any]], *, now: float
) -> dict[str, Any]:
    """Return many profiles by name; loads all that are not known at once."""
    keys = {name: key_of("profile", name) for name in names}
    found = {key: cache.gets(key) for key in keys.values()}
    known, tokens = {}, {}
    for name, key in keys.items():
        value, tokens[name] = found.get(key, (None, None))
        entry = json.loads(value) if value else None
        if entry and now < entry["until"]:
            known[name] = entry["value"]
    missing = [name for name in keys if name not in known]
    loaded = load_many(missing) if missing else {}
    for name, value in loaded.items():
        put(cache, keys[name], value, tokens[name], now)
    return known | loaded


def changed(cache: Client, name: str) -> None:
    """A profile has been changed: nobody shall read what is cached of it."""
    cache.set(key_of("profile", name), "", expire=HARD, noreply=False)
