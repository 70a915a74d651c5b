"""Rooms and messages, in memory."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from itertools import count


@dataclass(frozen=True)
class Message:
    """What somebody said, and when (seconds since 1970)."""

    id: int
    user: str
    text: str
    time: int


@dataclass
class Room:
    """A room; nobody can write to an archived one."""

    slug: str
    topic: str | None
    members: int
    archived: bool = False
    messages: list[Message] = field(default_factory=list)

    def say(self, user: str, text: str) -> Message:
        """Keep a message, and return it."""
        message = Message(next(_ids), user, text, int(time.time()))
        self.messages.append(message)
        return message

    def newest(self, limit: int, before: int | None) -> list[Message]:
        """Return the newest messages (with an id smaller than `before`), newest first."""
        return [one for one in reversed(self.messages) if before is None or one.id < before][:limit]


_ids = count(int(os.environ.get("CHAT_FIRST_ID", "1")))
# {slug: {"topic": ..., "members": ..., "archived": ...}}
rooms = {
    slug: Room(slug, **about)
    for slug, about in json.loads(os.environ.get("CHAT_ROOMS", '{"lobby": {"topic": null, "members": 1}}')).items()
}
