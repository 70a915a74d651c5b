"""How often a key may do something, over all processes."""

from __future__ import annotations

from typing import NamedTuple

from redis.asyncio import Redis

TAKE = """
local capacity, per_second = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(bucket[1]) or capacity, tonumber(bucket[2]) or now
tokens = math.min(capacity, tokens + math.max(0, now - at) * per_second)
local allowed = tokens >= 1
tokens = math.max(0, tokens - 1)
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / per_second * 1000) + 1)
return {allowed and 1 or 0, string.format('%.9f', tokens)}
"""


class Verdict(NamedTuple):
    """What the limiter says."""

    allowed: bool
    remaining: int  # whole tokens that are left
    retry_after: float  # seconds until the next token, 0.0 if there is one


class Limiter:
    """A token bucket for each key, in Redis.

    Args:
        redis: Where the buckets are, under `<prefix>:<key>`.
        capacity: Tokens in a full bucket.
        per_second: Tokens that come back in a second.
        prefix: Begins all names of ours.
    """

    def __init__(self, redis: Redis, *, capacity: int, per_second: float, prefix: str = "limit") -> None:
        self._take = redis.register_script(TAKE)
        self._capacity = capacity
        self._per_second = per_second
        self._prefix = prefix

    async def take(self, key: str) -> Verdict:
        """Take one token out of the key's bucket, if there is one."""
        allowed, left = await self._take([f"{self._prefix}:{key}"], [self._capacity, self._per_second])
        tokens = float(left)
        return Verdict(bool(allowed), int(tokens), max(0.0, (1 - tokens) / self._per_second))
