"""Redis: a process of its own for every lease, since it starts in a few hundredths of a second."""

from __future__ import annotations

import secrets
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from roadworthy.components.base import (
    ComponentError,
    Found,
    Lease,
    Missing,
    Progress,
    find_program,
    how_to_install,
    read_version,
    require,
)
from roadworthy.components.servers import Folder, Server, make_folder, start_on_free_port, start_server, tail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# What would make Redis talk to other machines for a learner, or end it under the checks.
FORBIDDEN = ("MIGRATE", "MODULE", "REPLICAOF", "SHUTDOWN", "SLAVEOF")


class Redis:
    """Redis, or Valkey, which speaks the same protocol."""

    name = "redis"
    title = "Redis"

    def find(self) -> Found | Missing:
        """Look for redis-server or valkey-server."""
        path = find_program(("redis-server", "valkey-server"))
        if path is None:
            return Missing("there is no redis-server on this machine", how_to_install("redis-server", "redis"))
        return Found(path, read_version([path, "--version"], r"v=([\d.]+)"))

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide a Redis with a password; nothing is written to disk."""
        program = require(self).path
        password = secrets.token_urlsafe(18)
        server, port = start_on_free_port(
            lambda port: _start(program, port, password),
            lambda port: _ping(port, password),
            within=20.0,
            tell=tell,
        )
        try:
            yield Lease({"REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0"}, lambda lines: tail(server.log, lines))
        finally:
            server.stop()

    def self_test(self, env: Mapping[str, str]) -> None:
        """Ask for a PONG."""
        url = urlsplit(env["REDIS_URL"])
        if not _ping(url.port or 0, url.password or ""):
            raise ComponentError("Redis does not answer PING with PONG")


def _start(program: Path, port: int, password: str) -> Server:
    folder = make_folder("redis", account="redis")
    return start_server("Redis", [program, _write_configuration(folder, port, password)], folder)


def _write_configuration(folder: Folder, port: int, password: str) -> Path:
    # In a file, since a password among the arguments could be read by everybody.
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder.path}"',
        'save ""',
        "appendonly no",
        "maxmemory 128mb",
        *(f'rename-command {command} ""' for command in FORBIDDEN),
    ]
    path = folder.path / "redis.conf"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder.own(path)
    return path


def _ping(port: int, password: str) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection, connection.makefile("rwb") as stream:
        stream.write(f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode())
        stream.flush()
        return stream.readline() == b"+OK\r\n" and stream.readline() == b"+PONG\r\n"
