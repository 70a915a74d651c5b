"""A chat server: one WebSocket endpoint, many rooms."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from contextlib import suppress

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

HISTORY = 20
OUTBOX = 100
POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013

app = FastAPI(title="Chat rooms")


class Member:
    """Somebody in a room, with the messages that still have to be written to their connection."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.outbox: asyncio.Queue[dict] = asyncio.Queue(OUTBOX)
        self.behind = asyncio.Event()
        self.seq = 0

    def post(self, event: dict) -> None:
        """Have an event written soon; never waits."""
        try:
            self.outbox.put_nowait(event)
        except asyncio.QueueFull:
            self.behind.set()

    async def write(self, socket: WebSocket) -> None:
        """Write what is posted, for as long as the connection lasts."""
        while True:
            await socket.send_text(json.dumps(await self.outbox.get()))


class Room:
    """Members and their messages. No method awaits, so that everybody's outbox has one order."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.history: deque[dict] = deque(maxlen=HISTORY)

    def join(self, member: Member) -> None:
        self.tell({"type": "joined", "name": member.name})
        self.members[member.name] = member
        member.post({"type": "welcome", "members": sorted(self.members), "history": list(self.history)})

    def leave(self, member: Member) -> None:
        del self.members[member.name]
        self.tell({"type": "left", "name": member.name})

    def say(self, member: Member, text: str) -> None:
        self.history.append({"type": "message", "seq": member.seq + 1, "name": member.name, "text": text})
        for other in self.members.values():
            other.seq += 1
            other.post({"type": "message", "seq": other.seq, "name": member.name, "text": text})

    def tell(self, event: dict) -> None:
        for member in self.members.values():
            member.post(event)


rooms: defaultdict[str, Room] = defaultdict(Room)


@app.websocket("/rooms/{room_name}")
async def chat(socket: WebSocket, room_name: str, name: str = "") -> None:
    """Let a member take part in a room, from the welcome to the end of the connection."""
    await socket.accept()
    room = rooms[room_name]
    if not 1 <= len(name) <= 32 or name in room.members:
        await socket.close(POLICY_VIOLATION, "this name is taken, or is none")
        return
    member = Member(name)
    room.join(member)
    tasks = [
        asyncio.create_task(work)
        for work in (read(socket, room, member), member.write(socket), member.behind.wait())
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        room.leave(member)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if member.behind.is_set():
        with suppress(RuntimeError, WebSocketDisconnect):  # gone in the meantime
            await socket.close(TRY_AGAIN_LATER, "too far behind")


async def read(socket: WebSocket, room: Room, member: Member) -> None:
    """Take in what the client sends, until the connection ends."""
    while (event := await socket.receive())["type"] != "websocket.disconnect":
        try:
            room.say(member, understand(event.get("text")))
        except ValueError as error:
            member.post({"type": "error", "reason": str(error)})


def understand(frame: str | None) -> str:
    """Return the text that a frame wants to say. Raises ValueError, with the reason, if it is not as agreed."""
    if frame is None:
        raise ValueError("send text frames, not binary ones")
    try:
        data = json.loads(frame)
    except (ValueError, RecursionError):
        raise ValueError("that is not JSON") from None
    if not isinstance(data, dict) or data.get("type") != "say":
        raise ValueError('send an object with "type": "say"')
    text = data.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > 4000:
        raise ValueError("text has 1 to 4000 characters, not only white space")
    return text
