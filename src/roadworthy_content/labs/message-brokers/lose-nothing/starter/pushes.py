"""Push notifications through RabbitMQ: whoever has one publishes it, a worker counts it on the person's badge."""

import json
import os
from typing import Self

import pika
from badges import count_unread, open_badges

QUEUE = "pushes"
DEAD_QUEUE = "pushes.dead"


class Publisher:
    """Puts notifications into the queue, over one connection.

    `with Publisher(url) as publisher:` closes it at the end.
    """

    def __init__(self, url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.queue_declare(QUEUE)

    def publish(self, notification: dict[str, str]) -> None:
        """Hand a notification to the broker: return when it is safe there, raise if it is not."""
        self._channel.basic_publish("", QUEUE, json.dumps(notification).encode())

    def close(self) -> None:
        """Close the connection."""
        if self._connection.is_open:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def work(url: str, badges: str) -> None:
    """Count the notifications that come, until SIGTERM."""
    db = open_badges(badges)
    channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
    channel.queue_declare(QUEUE)

    def on_message(_channel, _method, _properties, body):
        with db:
            count_unread(db, json.loads(body))

    channel.basic_consume(QUEUE, on_message, auto_ack=True)
    channel.start_consuming()


if __name__ == "__main__":
    work(os.environ["RABBITMQ_URL"], os.environ["BADGES"])
