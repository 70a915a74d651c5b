"""Kafka for each lease: the real broker where there is its image, else three of librdkafka's mock brokers.

The stand-in speaks the protocol and keeps groups, offsets and transactions, and makes topics (of four partitions) when
they are first used; there is no CreateTopics.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from roadworthy.components.base import Address, ComponentError, Found
from roadworthy.components.images import Image
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer

SCRIPT = Path(__file__).with_name("hosts") / "kafka.py"
API_VERSIONS = 18


BROKER = Image(
    "apache/kafka:3.9.1",
    9092,
    variables=(
        ("KAFKA_NODE_ID", "1"),
        ("KAFKA_PROCESS_ROLES", "broker,controller"),
        ("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093"),
        ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:{port}"),
        ("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
        ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
        ("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
        ("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
        ("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
        ("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
        ("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
        ("KAFKA_NUM_PARTITIONS", "4"),
        ("KAFKA_HEAP_OPTS", "-Xms128m -Xmx384m"),
    ),
    megabytes=768,
)


class Kafka(PrivateServer):
    """One broker in a container, or mock brokers, which choose their ports themselves and write them into a file."""

    name = "kafka"
    title = "Kafka"
    variables = ("KAFKA_BOOTSTRAP_SERVERS",)
    providers = (BROKER, PythonPackage("kafka", "confluent-kafka", stand_in="librdkafka's mock brokers"))
    within = 90.0
    slow = True
    calls_out = True  # the stand-in's client is connected with its brokers

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line."""
        script = place.folder.write("kafka.py", SCRIPT.read_text(encoding="utf-8"))
        return [*found.argv, script, place.folder.path / "brokers"]

    def ready(self, place: Place) -> bool:
        """Ask each broker what it understands."""
        return all(_speaks_kafka(port) for port in _ports(self._servers(place)))

    def env(self, place: Place) -> dict[str, str]:
        """Return the brokers."""
        return {"KAFKA_BOOTSTRAP_SERVERS": self._servers(place)}

    def addresses(self, place: Place) -> tuple[Address, ...]:
        """Return every broker: a client talks to each of them."""
        return tuple(Address("127.0.0.1", port, variables=self.variables) for port in _ports(self._servers(place)))

    def self_test(self, env: Mapping[str, str]) -> None:
        """Ask each broker what it understands."""
        if not all(_speaks_kafka(port) for port in _ports(env["KAFKA_BOOTSTRAP_SERVERS"])):
            raise ComponentError("Kafka's brokers do not answer")

    def _servers(self, place: Place) -> str:
        if (place.folder.path / "kafka.py").exists():
            return (place.folder.path / "brokers").read_text(encoding="utf-8")  # an OSError until it is written
        return f"127.0.0.1:{place.port}"


def _ports(servers: str) -> list[int]:
    return [int(server.rpartition(":")[2]) for server in servers.split(",")]


def _speaks_kafka(port: int) -> bool:
    # ApiVersions, version 0, correlation 42, no client id.
    body = API_VERSIONS.to_bytes(2, "big") + b"\0\0" + (42).to_bytes(4, "big") + b"\xff\xff"
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
        connection.sendall(len(body).to_bytes(4, "big") + body)
        return connection.recv(8)[4:] == (42).to_bytes(4, "big")
