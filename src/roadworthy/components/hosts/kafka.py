"""librdkafka's mock brokers, for one lease. Argument: the file that takes their addresses, host:port, with commas."""

import signal
import sys
from pathlib import Path

from confluent_kafka import Producer  # type: ignore[import-not-found]  # it is in the environment of locks/kafka

BROKERS = 3


def main() -> None:
    """Start them, tell where they are, and stay until we are killed."""
    producer = Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": BROKERS, "log_level": 0})
    brokers = producer.list_topics(timeout=20).brokers.values()
    target = Path(sys.argv[1])
    written = target.with_suffix(".new")
    written.write_text(",".join(f"{one.host}:{one.port}" for one in brokers), encoding="utf-8")
    written.rename(target)
    signal.pause()


main()
