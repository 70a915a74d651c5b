"""Delivery receipts through Kafka: who sees a message says so, a worker keeps it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from confluent_kafka import Consumer, Producer
from ledger import save

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotSentError(Exception):
    """Some receipts are not in Kafka, or nobody knows."""


class Publisher:
    """Puts receipts into a topic."""

    def __init__(self, servers: str, topic: str, timeout: float = 10.0) -> None:
        self._topic = topic
        self._producer = Producer({"bootstrap.servers": servers})

    def publish(self, receipts: Iterable[dict[str, str]]) -> None:
        """Send receipts, as everybody does at first."""
        for receipt in receipts:
            self._producer.produce(self._topic, json.dumps(receipt))
            self._producer.poll(0)


def work(servers: str, topic: str, group: str) -> None:
    """Keep what comes, until somebody ends the process."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": group, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    while True:
        message = consumer.poll(1.0)
        if message is not None and not message.error():
            save(json.loads(message.value()))


if __name__ == "__main__":
    work(os.environ["KAFKA_BOOTSTRAP_SERVERS"], os.environ["TOPIC"], os.environ["GROUP"])
