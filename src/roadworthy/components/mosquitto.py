"""Mosquitto, the MQTT broker: a process for each lease."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.private import Place, PrivateServer
from roadworthy.components.providers import Machine

USER = "lease"
ROUNDS = 101  # Mosquitto's own number; the password is random and lives for seconds


class Mosquitto(PrivateServer):
    """Mosquitto, in memory only."""

    name = "mosquitto"
    title = "Mosquitto"
    variables = ("MQTT_URL",)
    account = "mosquitto"
    providers = (
        Machine(
            ("mosquitto",),
            debian="mosquitto",
            homebrew="mosquitto",
            version_args=("-h",),
            version_pattern=r"version ([\d.]+)",
        ),
    )

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Write the configuration and the file with the hash of the password."""
        users = place.folder.write("users", f"{USER}:{_hash(place.secret)}\n")
        lines = (
            f"listener {place.port} 127.0.0.1",
            "allow_anonymous false",
            f"password_file {users}",
            "persistence false",
            "memory_limit 67108864",
            "log_dest stderr",
        )
        return [*found.argv, "-c", place.folder.write("mosquitto.conf", "\n".join(lines) + "\n")]

    def ready(self, place: Place) -> bool:
        """Connect."""
        return _connects(place.port, place.secret)

    def env(self, place: Place) -> dict[str, str]:
        """Return the URL."""
        return {"MQTT_URL": f"mqtt://{USER}:{place.secret}@127.0.0.1:{place.port}"}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Connect, with the password and without."""
        url = urlsplit(env["MQTT_URL"])
        if not _connects(url.port or 0, url.password or "") or _connects(url.port or 0, "guessed"):
            raise ComponentError("Mosquitto does not tell right passwords from wrong ones")


def _hash(password: str) -> str:
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS)
    return f"$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _connects(port: int, password: str) -> bool:
    texts = (b"roadworthy", USER.encode(), password.encode())
    payload = b"".join(len(text).to_bytes(2, "big") + text for text in texts)
    # CONNECT of MQTT 3.1.1 with user name, password and a clean session.
    body = b"\0\x04MQTT\x04\xc2\0\x0a" + payload
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
        connection.sendall(b"\x10" + bytes([len(body)]) + body)
        return connection.recv(4) == b"\x20\x02\0\0"  # CONNACK: accepted
