"""The Faust application and its topics. Given: what is computed stands in counts.py."""

from __future__ import annotations

import os

import aiokafka
import faust

PARTITIONS = 4
BROKERS = [f"kafka://{server}" for server in os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(",")]



class Consumer(aiokafka.AIOKafkaConsumer):
    """Waits less long for messages: real brokers answer as soon as there is one, the stand-in when the wait is over."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**{**settings, "fetch_max_wait_ms": 50})


aiokafka.AIOKafkaConsumer = Consumer  # Faust says 1500 ms, and has no setting for it

app = faust.App(
    os.environ["APP"],
    broker=BROKERS,
    store="memory://",  # a table's state is its changelog in Kafka, and is read from there at the start
    datadir=os.environ.get("DATA", ".faust"),
    topic_partitions=PARTITIONS,
    topic_allow_declare=False,  # topics come into being when they are first used
    topic_disable_leader=True,
    broker_commit_interval=0.5,
    broker_session_timeout=float(os.environ.get("SESSION", "6")),
    broker_heartbeat_interval=0.3,
    web_enabled=False,
)


def topic(name: str) -> faust.TopicT:
    """Return a topic whose keys and values are plain bytes."""
    return app.topic(
        f"{os.environ['APP']}-{name}",
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )


messages = topic("messages")
minutes = topic("minutes")
aside = topic("aside")
