"""memcached: a process for each lease. It knows no passwords; what keeps others out is the attempt's own network."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.private import Place, PrivateServer
from roadworthy.components.providers import Machine


class Memcached(PrivateServer):
    """memcached with 32 MB."""

    name = "memcached"
    title = "memcached"
    variables = ("MEMCACHED_SERVER",)
    account = "memcache"
    providers = (Machine(("memcached",), debian="memcached", homebrew="memcached", version_args=("-V",)),)

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line; -U 0: no UDP."""
        return [*found.argv, "-l", "127.0.0.1", "-p", str(place.port), "-U", "0", "-m", "32", "-t", "2", "-c", "256"]

    def ready(self, place: Place) -> bool:
        """Ask for the version."""
        return _ask(place.port, b"version\r\n").startswith(b"VERSION ")

    def env(self, place: Place) -> dict[str, str]:
        """Return host and port, as its clients want them."""
        return {"MEMCACHED_SERVER": f"127.0.0.1:{place.port}"}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Store something and get it back."""
        port = int(env["MEMCACHED_SERVER"].rpartition(":")[2])
        if _ask(port, b"set k 0 0 2\r\n42\r\n") != b"STORED\r\n" or b"42" not in _ask(port, b"get k\r\n"):
            raise ComponentError("memcached does not return what was stored in it")


def _ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
        connection.sendall(request)
        return connection.recv(4096)
