"""Messages per room and minute, by the time they were sent: python -m faust -A counts worker.

Everything may come twice: from a sender that tries again, and from Kafka when a worker dies before it has committed. So
nothing is added up. The state of a minute is the set of what was sent in it, and what goes out replaces what went before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import faust
from stream import PARTITIONS, app, aside, messages, minutes

MINUTE = 60
GRACE = 120  # seconds that a message may be behind the newest one of its partition

# A row of a table is kept in the partition of the message that is being worked on, and moves to another worker with it.
seen = app.Table("seen", default=list, partitions=PARTITIONS)  # "room|minute" -> ids of its messages
clocks = app.Table("clocks", default=dict, partitions=PARTITIONS)  # partition -> its newest time, and minutes in `seen`


class UnfitError(ValueError):
    """A message that is not counted."""


@dataclass(frozen=True)
class Message:
    """What a phone sent, with the second it did so."""

    id: str
    room: str
    sent: float

    @property
    def minute(self) -> int:
        """The second in which its minute begins."""
        return int(self.sent // MINUTE) * MINUTE

    @property
    def key(self) -> str:
        """The room and the minute."""
        return f"{self.room}|{self.minute}"


@app.agent(messages)
async def count(stream: faust.StreamT[bytes]) -> None:
    """Count messages, and put aside what is none, too late, or from the future."""
    async for event in stream.events():
        try:
            message = parse(event.message.value)
            note_time(message, event.message)
        except UnfitError:
            await aside.send(key=event.message.key, value=event.message.value)
            continue
        ids = seen[message.key]
        if message.id not in ids:
            ids = [*ids, message.id]
            seen[message.key] = ids
        result = {"room": message.room, "minute": message.minute, "messages": len(ids), "last": message.id}
        await minutes.send(key=message.key.encode(), value=json.dumps(result).encode())


def parse(value: bytes | None) -> Message:
    """Return the message. Raises UnfitError."""
    try:
        fields = json.loads(value or b"")
    except ValueError as error:
        raise UnfitError("no JSON") from error
    if not isinstance(fields, dict):
        raise UnfitError("no object")
    name, room, sent = (fields.get(field) for field in ("id", "room", "sent"))
    if not isinstance(name, str) or not isinstance(room, str) or isinstance(sent, bool):
        raise UnfitError("no id, or no room")
    if not isinstance(sent, int | float) or not abs(sent) < 1e12:
        raise UnfitError("no time")
    return Message(name, room, sent)


def note_time(message: Message, record: Any) -> None:
    """Move the clock of the record's partition, and forget minutes that are over. Raises UnfitError."""
    name = str(record.partition)
    clock = clocks[name]
    newest = max(message.sent, clock.get("newest", message.sent))
    if message.sent < newest - GRACE:
        raise UnfitError("too late")
    keys = clock.get("keys", {})
    if newest == clock.get("newest") and message.key in keys:
        return
    keys = {**keys, message.key: message.minute}
    over = [key for key, minute in keys.items() if minute + MINUTE <= newest - GRACE]
    for key in over:
        seen.pop(key, None)
        del keys[key]
    clocks[name] = {"newest": newest, "keys": keys}
