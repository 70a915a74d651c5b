"""How events travel through the chat: a topic exchange in RabbitMQ, and Redis for what nobody will miss."""

from __future__ import annotations

import json
import time
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pika
from redis import Redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pika.adapters.blocking_connection import BlockingChannel

Event = dict[str, Any]

EXCHANGE = "chat"
QUEUES = {"push": "message.*.*", "moderation": "message.public.*"}  # work that is done once, by whom it is wanted


def word(room: str) -> str:
    """Return a room's name as one word of a routing key, without dots and wildcards."""
    return quote(room, safe="").replace(".", "%2E")


def declare(channel: BlockingChannel) -> None:
    """Declare what everybody relies on; whoever comes first does."""
    channel.exchange_declare(EXCHANGE, "topic", durable=True)
    for queue, pattern in QUEUES.items():
        channel.queue_declare(queue, durable=True)
        channel.queue_bind(queue, EXCHANGE, pattern)


class _Connected:
    """Something with a connection to RabbitMQ of its own."""

    def __init__(self, url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        declare(self._channel)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Publisher(_Connected):
    """Says what happened, without knowing who listens."""

    def publish(self, event: Event) -> None:
        """Publish an event: {"kind": ..., "visibility": ..., "room": ..., ...}."""
        key = f"{event['kind']}.{event['visibility']}.{word(event['room'])}"
        properties = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent)
        self._channel.basic_publish(EXCHANGE, key, json.dumps(event).encode(), properties)


class Gateway(_Connected):
    """Hears every event of its rooms, as every other gateway does, for as long as it is there."""

    def __init__(self, url: str, rooms: Iterable[str]) -> None:
        super().__init__(url)
        self._heard: deque[Event] = deque()
        self.queue: str = self._channel.queue_declare("", exclusive=True).method.queue
        for room in rooms:
            self._channel.queue_bind(self.queue, EXCHANGE, f"*.*.{word(room)}")
        self._channel.basic_consume(
            self.queue, lambda *delivery: self._heard.append(json.loads(delivery[3])), auto_ack=True
        )

    def receive(self, timeout: float) -> Event | None:
        """Return the next event, or None when there was none for `timeout` seconds."""
        end = time.monotonic() + timeout
        while not self._heard and (left := end - time.monotonic()) > 0:
            self._connection.process_data_events(left)
        return self._heard.popleft() if self._heard else None


class Worker(_Connected):
    """Shares the work of a queue with all other workers of that queue."""

    def __init__(self, url: str, queue: str) -> None:
        super().__init__(url)
        self._queue = queue

    def work(self, handle: Callable[[Event], object], number: int, timeout: float) -> int:
        """Handle up to `number` events, and return how many; no longer than `timeout` seconds without any.

        Raises:
            Exception: What `handle` raised; the event is back in the queue.
        """
        done = 0
        try:
            for method, _, body in self._channel.consume(self._queue, inactivity_timeout=timeout):
                if method is None:
                    break
                try:
                    handle(json.loads(body))
                except BaseException:
                    self._channel.basic_nack(method.delivery_tag)
                    raise
                self._channel.basic_ack(method.delivery_tag)
                done += 1
                if done == number:
                    break
        finally:
            self._channel.cancel()  # gives back what was delivered meanwhile
        return done


def _topic(room: str) -> str:
    return f"typing:{room}"


def tell_typing(redis: Redis, room: str, name: str) -> int:
    """Tell who is typing in a room to those who watch it now; return how many they are."""
    return redis.publish(_topic(room), name)


class TypingWatch:
    """Hears who types in a room, from when it was made until it is closed."""

    def __init__(self, url: str, room: str) -> None:
        self._redis = Redis.from_url(url, decode_responses=True)
        self._subscription = self._redis.pubsub()
        self._subscription.subscribe(_topic(room))
        self._subscription.get_message(timeout=10)  # the confirmation: from here on nothing is missed

    def next(self, timeout: float) -> str | None:
        """Return the next name, or None when there was none for `timeout` seconds."""
        message = self._subscription.get_message(ignore_subscribe_messages=True, timeout=timeout)
        return None if message is None else message["data"]

    def close(self) -> None:
        """Stop listening."""
        self._subscription.close()
        self._redis.close()
