"""What changes in a chat from second to second, in Redis: presence, unread counts, pushes to send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redis.asyncio import Redis

if TYPE_CHECKING:
    from collections.abc import Iterable

BEAT = 30.0  # a device without a sign of life for so many seconds is gone
SENT = 24 * 3600  # so many seconds it is remembered that a message was sent
PUSHES, GROUP = "chat:pushes", "workers"  # the stream of pushes, and the group of workers who read it


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

    async def close(self) -> None:
        """Give back all connections."""
        await self._redis.aclose()

    async def beat(self, member: str, device: str, *, now: float) -> None:
        """A device of a member shows that it is alive."""
        await self._redis.set(f"chat:online:{member}", device)

    async def leave(self, member: str, device: str) -> None:
        """A device says goodbye."""
        await self._redis.delete(f"chat:online:{member}")

    async def online(self, members: Iterable[str], *, now: float) -> set[str]:
        """Return which of these members are online with any device."""
        return {member for member in members if await self._redis.get(f"chat:online:{member}")}

    async def join(self, room: str, member: str) -> None:
        """A member enters a room."""
        await self._redis.sadd(f"chat:members:{room}", member)
        await self._redis.sadd(f"chat:rooms:{member}", room)

    async def send(self, room: str, sender: str, text: str, *, message_id: str) -> bool:
        """Count a message as unread, and have it pushed, for all members but its sender; False if that was done before."""
        for member in await self._redis.smembers(f"chat:members:{room}"):
            unread = int(await self._redis.hget(f"chat:unread:{room}", member) or 0)
            await self._redis.hset(f"chat:unread:{room}", member, unread + 1)
            await self._redis.rpush(PUSHES, json.dumps([member, room, text]))
        return True

    async def read(self, room: str, member: str) -> None:
        """A member has read a room."""
        await self._redis.hset(f"chat:unread:{room}", member, 0)

    async def unread(self, member: str) -> dict[str, int]:
        """Return how much is unread in each of a member's rooms where anything is."""
        rooms = await self._redis.smembers(f"chat:rooms:{member}")
        return {room: int(await self._redis.hget(f"chat:unread:{room}", member)) for room in rooms}

    async def take(self, worker: str, *, count: int = 10, idle: float = 60.0) -> list[Push]:
        """Return pushes for a worker to send; first what others took `idle` seconds ago and have not done."""
        found = await self._redis.lpop(PUSHES, count) or []
        return [Push("", *json.loads(push)) for push in found]

    async def done(self, push_id: str) -> None:
        """A push was sent, and is over."""
