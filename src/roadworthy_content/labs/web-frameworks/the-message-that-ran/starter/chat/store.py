"""Messages and welcomes of rooms, in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from threading import Lock


@dataclass(frozen=True)
class Message:
    """What somebody said; ids ascend within a store."""

    id: int
    author: str
    text: str


class Store:
    """Rooms, each with messages in order and a welcome."""

    def __init__(self) -> None:
        self._messages: defaultdict[str, list[Message]] = defaultdict(list)
        self._welcomes: dict[str, str] = {}
        self._ids = count(1)
        self._lock = Lock()

    def add(self, room: str, author: str, text: str) -> Message:
        """Keep a message, and return it with its id."""
        with self._lock:
            message = Message(next(self._ids), author, text)
            self._messages[room].append(message)
        return message

    def messages(self, room: str, after: int = 0) -> list[Message]:
        """Return the messages of a room with ids greater than `after`, oldest first."""
        return [message for message in self._messages.get(room, []) if message.id > after]

    def welcome(self, room: str) -> str:
        """Return the welcome of a room."""
        return self._welcomes.get(room, "Hello {name}, this is {room}.")

    def set_welcome(self, room: str, welcome: str) -> None:
        """Give a room another welcome."""
        self._welcomes[room] = welcome
