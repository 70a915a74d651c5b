"""A bot for Matrix (matrix-nio), which answers every command once, whatever happens to it meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

from nio import (
    AsyncClient,
    Event,
    LoginResponse,
    MessageDirection,
    RoomMemberEvent,
    RoomMessagesResponse,
    RoomMessageText,
    SyncResponse,
)

STATE = Path("state.json")
PAUSE = 0.25  # seconds before the server is asked again after a failure


class Bot:
    """Remembers in a file who it is and how far it has read."""

    def __init__(self) -> None:
        self._client = AsyncClient(os.environ["MATRIX_URL"], os.environ["MATRIX_USER"])
        self._state: dict[str, Any] = json.loads(STATE.read_text()) if STATE.exists() else {}

    async def run(self) -> None:
        """Answer for ever."""
        try:
            await self._log_in()
            while True:
                answer = await self._client.sync(timeout=10_000, since=self._state.get("since"))
                await self._take_in(answer)
        finally:
            await self._client.close()

    async def _log_in(self) -> None:
        """Go on as the device that we were, or become a new one."""
        while "access_token" not in self._state:
            answer = await self._client.login(os.environ["MATRIX_PASSWORD"], device_name="bot")
            if isinstance(answer, LoginResponse):
                about = {"user_id": answer.user_id, "device_id": answer.device_id, "access_token": answer.access_token}
                self._save(**about)
            else:
                await asyncio.sleep(PAUSE)
        self._client.restore_login(*(self._state[name] for name in ("user_id", "device_id", "access_token")))

    def _save(self, **changes: str) -> None:
        """Write down what we know; a file that is half-written never has the name."""
        self._state |= changes
        new = STATE.with_suffix(".new")
        new.write_text(json.dumps(self._state))
        new.replace(STATE)

    async def _take_in(self, answer: SyncResponse) -> None:
        """Answer what is new, and only then note that it has been read."""
        for room_id in answer.rooms.invite:
            await self._client.join(room_id)
        since = self._state.get("since")
        if since is not None:  # on the very first time everything is old
            for room_id, room in answer.rooms.join.items():
                events = list(room.timeline.events)
                if room.timeline.limited:
                    events = await self._gap(room_id, room.timeline.prev_batch, since) + events
                for event in self._since_we_joined(events):
                    await self._answer(room_id, event)
        self._save(since=answer.next_batch)

    async def _gap(self, room_id: str, start: str, end: str) -> list[Event]:
        """Return the events that the server has left out, oldest first."""
        found: list[Event] = []
        while start:
            page = await self._client.room_messages(room_id, start, end, MessageDirection.back, limit=100)
            if not isinstance(page, RoomMessagesResponse):
                await asyncio.sleep(PAUSE)
                continue
            found += page.chunk
            if not page.chunk or any(self._is_our_join(event) for event in page.chunk):
                break
            start = page.end
        return found[::-1]

    def _is_our_join(self, event: Event) -> bool:
        return (
            isinstance(event, RoomMemberEvent)
            and event.state_key == self._client.user_id
            and event.membership == "join"
            and event.prev_membership != "join"
        )

    def _since_we_joined(self, events: list[Event]) -> list[Event]:
        """Leave out what was said before we were there."""
        joins = [number for number, event in enumerate(events) if self._is_our_join(event)]
        return events[joins[-1] + 1 :] if joins else events

    async def _answer(self, room_id: str, event: Event) -> None:
        """Answer a command of a person. What bots say are notices, and nobody's edit is a new command."""
        if not isinstance(event, RoomMessageText) or event.sender == self._client.user_id:
            return
        if event.source["content"].get("m.relates_to", {}).get("rel_type") == "m.replace":
            return
        if event.body == "!ping":
            text = "pong"
        elif event.body.startswith("!echo "):
            text = event.body.removeprefix("!echo ")
        else:
            return
        content = {
            "msgtype": "m.notice",
            "body": text,
            "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}},
        }
        # The same transaction id makes the same message, also if we were killed before we noted that it was sent.
        transaction = f"answer-{event.event_id}"
        await self._client.room_send(room_id, "m.room.message", content, tx_id=transaction)


async def main() -> None:
    """Work until SIGTERM."""
    work = asyncio.ensure_future(Bot().run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        pass


if __name__ == "__main__":
    asyncio.run(main())
