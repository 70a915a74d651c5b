"""Redis: a process for each lease, since it starts in milliseconds and shares nothing then."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.images import Image
from roadworthy.components.private import Place, PrivateServer
from roadworthy.components.providers import Machine

# What would make Redis talk to other machines for a learner, or end it under the checks.
FORBIDDEN = ("MIGRATE", "MODULE", "REPLICAOF", "SHUTDOWN", "SLAVEOF")

_WITHOUT = tuple(word for command in FORBIDDEN for word in ("--rename-command", command, ""))


class Redis(PrivateServer):
    """Redis, or Valkey, which speaks the same protocol; nothing is written to disk."""

    name = "redis"
    title = "Redis"
    variables = ("REDIS_URL",)
    account = "redis"
    providers = (
        Machine(("redis-server", "valkey-server"), "redis-server", "redis", version_pattern=r"v=([\d.]+)"),
        Image(
            "redis:7.4",
            6379,
            ("--requirepass", "{secret}", "--save", "", "--maxmemory", "128mb", *_WITHOUT),
            data="/data",
        ),
    )

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Write the configuration; a password among the arguments could be read by everybody."""
        lines = [
            "bind 127.0.0.1",
            f"port {place.port}",
            f"requirepass {place.secret}",
            f'dir "{place.folder.path}"',
            'save ""',
            "appendonly no",
            "maxmemory 128mb",
            *(f'rename-command {command} ""' for command in FORBIDDEN),
        ]
        return [*found.argv, place.folder.write("redis.conf", "\n".join(lines) + "\n")]

    def ready(self, place: Place) -> bool:
        """Ask for a PONG."""
        return _ping(place.port, place.secret)

    def env(self, place: Place) -> dict[str, str]:
        """Return the URL of database 0."""
        return {"REDIS_URL": f"redis://:{place.secret}@127.0.0.1:{place.port}/0"}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Ask for a PONG."""
        url = urlsplit(env["REDIS_URL"])
        if not _ping(url.port or 0, url.password or ""):
            raise ComponentError("Redis does not answer PING with PONG")


def _ping(port: int, password: str) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode())
        with connection.makefile("rb") as stream:
            return stream.readline() == b"+OK\r\n" and stream.readline() == b"+PONG\r\n"
