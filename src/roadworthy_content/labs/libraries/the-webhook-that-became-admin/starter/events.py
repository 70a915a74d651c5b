"""Events that other services send. They are believed whatever they say."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel


class InvalidEvent(ValueError):
    """The payload is not as agreed."""


class MessagePosted(BaseModel):
    id: Any
    sentAt: Any
    room: str
    author: str
    text: str
    mentions: list[str] = []


class MessageEdited(BaseModel):
    text: Any = None
    deletedAt: Any = None


class MemberJoined(BaseModel):
    member: str
    role: str = "guest"
    inviteToken: str


def parse(payload: bytes) -> BaseModel:
    """Return the event in a payload."""
    data = json.loads(payload)
    for kind in (MessagePosted, MemberJoined, MessageEdited):
        try:
            return kind(**data)
        except Exception:
            continue
    raise InvalidEvent("that is no event")


def dump(event: BaseModel) -> bytes:
    """Return an event as JSON."""
    return event.model_dump_json().encode()
