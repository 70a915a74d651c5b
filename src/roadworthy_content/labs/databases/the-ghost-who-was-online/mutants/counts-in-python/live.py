"""What changes in a chat from second to second, in Redis: presence, unread counts, pushes to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from redis.asyncio import Redis
from redis.exceptions import ResponseError

if TYPE_CHECKING:
    from collections.abc import Iterable

BEAT = 30.0  # a device without a sign of life for so many seconds is gone
SENT = 24 * 3600  # so many seconds it is remembered that a message was sent
PUSHES, GROUP = "chat:pushes", "workers"  # the stream of pushes, and the group of workers who read it
ONLINE = "chat:online"  # devices as "member\0device", sorted by their last sign of life

# Nothing comes between its lines. The mark is set last: if Redis refuses something before, another try is welcome.
SEND = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for _, member in ipairs(redis.call('SMEMBERS', KEYS[2])) do
    if member ~= ARGV[1] then
        redis.call('XADD', KEYS[4], '*', 'member', member, 'room', ARGV[2], 'text', ARGV[3])
    end
end
redis.call('SET', KEYS[1], 1, 'EX', ARGV[4])
return 1
"""


@dataclass(frozen=True)
class Push:
    """A notification to send to a member."""

    id: str
    member: str
    room: str
    text: str


class Live:
    """The chat's fast memory. All its keys begin with `chat:`."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, decode_responses=True)
        self._send = self._redis.register_script(SEND)

    async def close(self) -> None:
        """Give back all connections."""
        await self._redis.aclose()

    async def beat(self, member: str, device: str, *, now: float) -> None:
        """A device of a member shows that it is alive. Sweeps out whoever has not done so for long."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.zadd(f"{ONLINE}:{member}", {device: now}, gt=True)
            pipeline.zremrangebyscore(f"{ONLINE}:{member}", "-inf", now - BEAT)
            pipeline.expire(f"{ONLINE}:{member}", int(BEAT * 10))
            await pipeline.execute()

    async def leave(self, member: str, device: str) -> None:
        """A device says goodbye."""
        await self._redis.zrem(f"{ONLINE}:{member}", device)

    async def online(self, members: Iterable[str], *, now: float) -> set[str]:
        """Return which of these members are online with any device."""
        asked = list(members)
        async with self._redis.pipeline(transaction=False) as pipeline:
            for member in asked:
                pipeline.zcount(f"{ONLINE}:{member}", f"({now - BEAT}", "+inf")
            counts = await pipeline.execute()
        return {member for member, count in zip(asked, counts, strict=True) if count}

    async def join(self, room: str, member: str) -> None:
        """A member enters a room."""
        async with self._redis.pipeline() as pipeline:
            pipeline.sadd(f"chat:members:{room}", member)
            pipeline.sadd(f"chat:rooms:{member}", room)
            await pipeline.execute()

    async def send(self, room: str, sender: str, text: str, *, message_id: str) -> bool:
        """Count a message as unread, and have it pushed, for all members but its sender; False if that was done before."""
        keys = [f"chat:sent:{room}:{message_id}", f"chat:members:{room}", f"chat:unread:{room}", PUSHES]
        if not await self._send(keys=keys, args=[sender, room, text, SENT]):
            return False
        for member in await self._redis.smembers(f"chat:members:{room}") - {sender}:
            unread = int(await self._redis.hget(f"chat:unread:{room}", member) or 0)
            await self._redis.hset(f"chat:unread:{room}", member, unread + 1)
        return True

    async def read(self, room: str, member: str) -> None:
        """A member has read a room."""
        await self._redis.hdel(f"chat:unread:{room}", member)

    async def unread(self, member: str) -> dict[str, int]:
        """Return how much is unread in each of a member's rooms where anything is."""
        rooms = sorted(await self._redis.smembers(f"chat:rooms:{member}"))
        async with self._redis.pipeline(transaction=False) as pipeline:
            for room in rooms:
                pipeline.hget(f"chat:unread:{room}", member)
            counts = await pipeline.execute()
        return {room: int(count) for room, count in zip(rooms, counts, strict=True) if count}

    async def take(self, worker: str, *, count: int = 10, idle: float = 60.0) -> list[Push]:
        """Return pushes for a worker to send; first what others took `idle` seconds ago and have not done."""
        await self._make_group()
        _, entries, *_ = await self._redis.xautoclaim(PUSHES, GROUP, worker, int(idle * 1000), count=count)
        if len(entries) < count:
            for _, new in await self._redis.xreadgroup(GROUP, worker, {PUSHES: ">"}, count=count - len(entries)):
                entries.extend(new)
        return [Push(number, **fields) for number, fields in entries]

    async def _make_group(self) -> None:
        """The group begins at the stream's beginning: what was sent before the first worker came counts too."""
        try:
            await self._redis.xgroup_create(PUSHES, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def done(self, push_id: str) -> None:
        """A push was sent, and is over."""
        async with self._redis.pipeline() as pipeline:
            pipeline.xack(PUSHES, GROUP, push_id)
            pipeline.xdel(PUSHES, push_id)
            await pipeline.execute()
