"""Push notifications through RabbitMQ: whoever has one publishes it, a worker counts it on the person's badge."""

import json
import logging
import os
import signal
import sqlite3
import time
from contextlib import closing
from typing import Self

import pika
from badges import count_unread, open_badges
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

QUEUE = "pushes"
DEAD_QUEUE = "pushes.dead"
TRIES = 3
PREFETCH = 10
RECONNECT_SECONDS = 0.3

log = logging.getLogger("pushes")


def declare(channel: BlockingChannel) -> None:
    """Declare both queues. The broker itself counts deliveries, and moves what has had its tries."""
    channel.queue_declare(DEAD_QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_declare(
        QUEUE,
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": TRIES - 1,  # deliveries after the first
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": DEAD_QUEUE,
        },
    )


class Publisher:
    """Puts notifications into the queue, over one connection.

    `with Publisher(url) as publisher:` closes it at the end.
    """

    def __init__(self, url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        declare(self._channel)
        self._channel.confirm_delivery()

    def publish(self, notification: dict[str, str]) -> None:
        """Hand a notification to the broker: return when it is safe there, raise if it is not.

        Raises:
            pika.exceptions.AMQPError: It is in no queue, or nobody knows. To publish it again does no harm.
        """
        self._channel.basic_publish(
            exchange="",
            routing_key=QUEUE,
            body=json.dumps(notification).encode(),
            properties=pika.BasicProperties(
                content_type="application/json",
                delivery_mode=pika.DeliveryMode.Persistent,
                message_id=notification["id"],
            ),
            mandatory=True,
        )

    def close(self) -> None:
        """Close the connection."""
        if self._connection.is_open:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def count_once(db: sqlite3.Connection, body: bytes) -> None:
    """Count a notification, unless that was done before. Mark and badge are committed together or not at all."""
    notification = json.loads(body)
    with db:
        if db.execute("INSERT OR IGNORE INTO counted VALUES (?)", (notification["id"],)).rowcount:
            count_unread(db, notification)


class Worker:
    """Counts what comes, over as many connections as it takes."""

    def __init__(self, url: str, db: sqlite3.Connection) -> None:
        self._url = url
        self._db = db
        self._stopping = False

    def run(self) -> None:
        """Work until SIGTERM."""
        signal.signal(signal.SIGTERM, self._stop)
        while not self._stopping:
            try:
                self._consume()
            except AMQPError as error:
                log.warning("no connection, trying again: %r", error)
                time.sleep(RECONNECT_SECONDS)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _consume(self) -> None:
        """Work for as long as one connection lasts. What is not acknowledged when it ends goes back into the queue."""
        with closing(pika.BlockingConnection(pika.URLParameters(self._url))) as connection:
            channel = connection.channel()
            declare(channel)
            channel.basic_qos(prefetch_count=PREFETCH)
            for method, _, body in channel.consume(QUEUE, auto_ack=True, inactivity_timeout=0.2):
                if method is not None:
                    self._handle(body)
                if self._stopping:
                    return

    def _handle(self, body: bytes) -> None:
        try:
            count_once(self._db, body)
        except Exception:  # whatever is wrong with this one, the next may be well
            log.exception("could not count %r", body[:200])


def work(url: str, badges: str) -> None:
    """Count the notifications that come, until SIGTERM."""
    with closing(open_badges(badges)) as db:
        Worker(url, db).run()


if __name__ == "__main__":
    work(os.environ["RABBITMQ_URL"], os.environ["BADGES"])
