"""How events travel through the chat: a topic exchange in RabbitMQ, and Redis for what nobody will miss."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pika
from redis import Redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Event = dict[str, Any]


class Publisher:
    """Says what happened, without knowing who listens."""

    def __init__(self, url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.queue_declare("events")

    def publish(self, event: Event) -> None:
        """Publish an event: {"kind": ..., "visibility": ..., "room": ..., ...}."""
        self._channel.basic_publish("", "events", json.dumps(event).encode())

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Gateway:
    """Hears every event of its rooms, as every other gateway does, for as long as it is there.

    This one takes its share of a queue, which was fine as long as there was one gateway.
    """

    def __init__(self, url: str, rooms: Iterable[str]) -> None:
        self._rooms = set(rooms)
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self.queue = self._channel.queue_declare("events").method.queue

    def receive(self, timeout: float) -> Event | None:
        """Return the next event, or None when there was none for `timeout` seconds."""
        for method, _, body in self._channel.consume(self.queue, auto_ack=True, inactivity_timeout=timeout):
            if method is None:
                return None
            event = json.loads(body)
            if event["room"] in self._rooms:
                return event
        return None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Worker:
    """Shares the work of a queue ("push" or "moderation") with all other workers of that queue."""

    def __init__(self, url: str, queue: str) -> None:
        self._queue = queue
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.queue_declare(queue)

    def work(self, handle: Callable[[Event], object], number: int, timeout: float) -> int:
        """Handle up to `number` events, and return how many; no longer than `timeout` seconds without any."""
        return 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def tell_typing(redis: Redis, room: str, name: str) -> int:
    """Tell who is typing in a room to those who watch it now; return how many they are."""
    return redis.rpush(room, name)


class TypingWatch:
    """Hears who types in a room, from when it was made until it is closed."""

    def __init__(self, url: str, room: str) -> None:
        self._redis = Redis.from_url(url, decode_responses=True)
        self._room = room

    def next(self, timeout: float) -> str | None:
        """Return the next name, or None when there was none for `timeout` seconds."""
        found = self._redis.blpop([self._room], timeout=timeout)
        return None if found is None else found[1]

    def close(self) -> None:
        """Stop listening."""
        self._redis.close()
