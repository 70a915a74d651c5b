"""Delivery receipts through Kafka: who sees a message says so, a worker keeps it."""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from typing import TYPE_CHECKING

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer
from ledger import save

if TYPE_CHECKING:
    from collections.abc import Iterable

SESSION_MS = int(os.environ.get("SESSION_MS", "6000"))
COMMIT_AFTER = 10
TRIES = 5
PAUSE_SECONDS = 0.05

log = logging.getLogger("receipts")


class NotSentError(Exception):
    """Some receipts are not in Kafka, or nobody knows."""


class Publisher:
    """Puts receipts into a topic, those of one room into one partition."""

    def __init__(self, servers: str, topic: str, timeout: float = 10.0) -> None:
        self._topic = topic
        self._producer = Producer(
            {
                "bootstrap.servers": servers,
                "enable.idempotence": True,  # a retry neither doubles nor overtakes
                "delivery.timeout.ms": int(timeout * 1000),
                "linger.ms": 1,
            }
        )

    def publish(self, receipts: Iterable[dict[str, str]]) -> None:
        """Return when the brokers have all of them.

        Raises:
            NotSentError: Some are not there.
        """
        failed: list[object] = []

        def note(error: KafkaError | None, message: Message) -> None:
            if error is not None:
                failed.append(error)

        for receipt in receipts:
            body = json.dumps(receipt).encode()
            self._producer.produce(self._topic, body, key=receipt["room"].encode(), on_delivery=note)
        self._producer.flush()  # delivery.timeout.ms ends it
        if failed:
            raise NotSentError(f"{len(failed)} receipts: {failed[0]}")


class Worker:
    """Keeps what comes; what it has kept, and nothing else, it commits."""

    def __init__(self, servers: str, topic: str, group: str) -> None:
        self._dead_topic = f"{topic}.dead"
        self._stopping = False
        self._since_commit = 0
        self._producer = Producer({"bootstrap.servers": servers, "enable.idempotence": True, "linger.ms": 0})
        self._consumer = Consumer(
            {
                "bootstrap.servers": servers,
                "group.id": group,
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "session.timeout.ms": SESSION_MS,
                "heartbeat.interval.ms": SESSION_MS // 5,
            }
        )
        self._consumer.subscribe([topic], on_revoke=lambda *_: self._commit())

    def run(self) -> None:
        """Work until SIGTERM."""
        signal.signal(signal.SIGTERM, self._stop)
        try:
            while not self._stopping:
                message = self._consumer.poll(0.2)
                if message is None:
                    continue
                if message.error():
                    log.warning("%s", message.error())
                    continue
                self._handle(message)
        finally:
            self._commit()
            self._consumer.close()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _handle(self, message: Message) -> None:
        self._consumer.commit(message, asynchronous=False)
        try:
            self._keep(message)
        except Exception:  # whatever it is, this partition goes on
            log.exception("put aside: %r", message.value())
            self._producer.produce(self._dead_topic, message.value(), key=message.key())
            if self._producer.flush(10.0):
                raise
        self._consumer.store_offsets(message)
        self._since_commit += 1
        if self._since_commit >= COMMIT_AFTER:
            self._commit()

    def _keep(self, message: Message) -> None:
        receipt = json.loads(message.value())
        for left in reversed(range(TRIES)):
            try:
                save(receipt)
            except ConnectionError:
                if not left:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def _commit(self) -> None:
        """Tell the group what is done; waits for the answer."""
        if not self._since_commit:
            return
        try:
            self._consumer.commit(asynchronous=False)
        except KafkaException as error:  # the partitions are another's by now, who does it again
            log.warning("not committed: %s", error)
        self._since_commit = 0


if __name__ == "__main__":
    Worker(os.environ["KAFKA_BOOTSTRAP_SERVERS"], os.environ["TOPIC"], os.environ["GROUP"]).run()
