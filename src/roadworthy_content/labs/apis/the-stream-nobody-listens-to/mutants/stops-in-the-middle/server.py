"""The chat's gRPC server: python server.py PORT."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import grpc
import wire
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE = float(os.environ.get("MODERATOR_SECONDS", "2"))  # seconds for the moderator, if the client has no deadline
GRACE = 5.0  # seconds for what was begun, once the server is to end
LAST_SECOND = 2**31 - 1


class Chat(wire.services.ChatServicer):
    """Rooms, their messages, and who follows them. Between reading and changing them nothing awaits."""

    def __init__(self, moderator: Any) -> None:
        self._moderator = moderator
        self._messages: defaultdict[str, dict[int, Any]] = defaultdict(dict)
        self._followers: defaultdict[str, set[asyncio.Queue[Any]]] = defaultdict(set)
        self._last_id = 0
        self._ending = False

    async def Say(self, request: Any, context: grpc.aio.ServicerContext) -> Any:
        """Store a message that the moderator allows, and hand it to all followers."""
        if reason := what_is_wrong(request):
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, reason)
        if request.HasField("reply_to") and request.reply_to not in self._messages.get(request.room, ()):
            await context.abort(grpc.StatusCode.NOT_FOUND, "there is no such message in this room to reply to")
        await self._moderate(request, context)
        message = self._store(request)
        for follower in self._followers.get(request.room, ()):
            follower.put_nowait(message)
        return wire.messages.SayReply(message=message)

    async def _moderate(self, request: Any, context: grpc.aio.ServicerContext) -> None:
        """Return if the moderator allows it within the client's deadline; aborts the call otherwise."""
        left = context.time_remaining()
        text = request.text if request.WhichOneof("body") == "text" else request.attachment.name
        asked = wire.messages.CheckRequest(room=request.room, author=request.author, text=text)
        try:
            verdict = await self._moderator.Check(asked, timeout=PATIENCE if left is None else left)
        except grpc.aio.AioRpcError as error:
            late = error.code() == grpc.StatusCode.DEADLINE_EXCEEDED
            status = grpc.StatusCode.DEADLINE_EXCEEDED if late else grpc.StatusCode.UNAVAILABLE
            await context.abort(status, "the moderator does not answer")
        if not verdict.allowed:
            await context.abort(grpc.StatusCode.PERMISSION_DENIED, verdict.reason)

    def _store(self, request: Any) -> Any:
        now = time.time()
        self._last_id += 1
        message = wire.messages.Message(
            id=self._last_id,
            room=request.room,
            author=request.author,
            sent_at=min(int(now), LAST_SECOND),
            sent_at_ms=int(now * 1000),
        )
        if request.WhichOneof("body") == "text":
            message.text = request.text
        else:
            message.attachment.CopyFrom(request.attachment)
        if request.HasField("reply_to"):
            message.reply_to = request.reply_to
        self._messages[request.room][message.id] = message
        return message

    async def Follow(self, request: Any, context: grpc.aio.ServicerContext) -> AsyncIterator[Any]:
        """Stream what was said, and what is being said, until the client leaves or the server ends."""
        follower: asyncio.Queue[Any] = asyncio.Queue()
        for message in self._messages.get(request.room, {}).values():
            if message.id > request.after:
                follower.put_nowait(message)
        self._followers[request.room].add(follower)
        try:
            while not self._ending and (message := await follower.get()) is not None:
                yield message
        finally:
            self._followers[request.room].discard(follower)
        await context.abort(grpc.StatusCode.UNAVAILABLE, "the server is going down; follow again after your last id")

    async def Followers(self, request: Any, _context: grpc.aio.ServicerContext) -> Any:
        """How many follow a room."""
        return wire.messages.FollowersReply(count=len(self._followers.get(request.room, ())))

    def let_followers_go(self) -> None:
        """End all streams."""
        self._ending = True
        for followers in self._followers.values():
            for follower in followers:
                follower.put_nowait(None)


def what_is_wrong(request: Any) -> str:
    """Return what is wrong with something to say, or nothing."""
    if not (1 <= len(request.room) <= 64 and 1 <= len(request.author) <= 64):
        return "room and author have 1 to 64 characters"
    if request.WhichOneof("body") == "attachment":
        return "" if request.attachment.name else "an attachment has a name"
    return "" if 1 <= len(request.text) <= 4000 else "a text has 1 to 4000 characters"


async def serve(port: int) -> None:
    """Serve until SIGTERM."""
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    async with grpc.aio.insecure_channel(os.environ["MODERATOR"]) as channel:
        server, healthy = grpc.aio.server(), health.aio.HealthServicer()
        chat = Chat(wire.services.ModeratorStub(channel))
        wire.services.add_ChatServicer_to_server(chat, server)
        health_pb2_grpc.add_HealthServicer_to_server(healthy, server)
        for service in ("", "chat.v1.Chat"):
            await healthy.set(service, health_pb2.HealthCheckResponse.SERVING)
        server.add_insecure_port(f"127.0.0.1:{port}")
        await server.start()
        await end.wait()
        await healthy.enter_graceful_shutdown()
        stopping = asyncio.create_task(server.stop(None))
        chat.let_followers_go()
        await stopping


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
