"""MongoDB for each lease: the real server where there is its image, else SecantusDB, which speaks its protocol.

Neither Debian nor PyPI nor npm carries the server. The stand-in is made for tests and has MongoDB's storage engine; it
has one node, keeps documents, indexes, aggregations, transactions, validators and change streams, and says so of what it
has not (text indexes, for one).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.images import Image
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer

SCRIPT = Path(__file__).with_name("hosts") / "mongodb.py"
USER = "lease"
OP_MSG = 2013
# A document of BSON: {hello: 1, $db: "admin"}.
HELLO = b"\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0"


class Mongodb(PrivateServer):
    """mongod, or its stand-in, with one user who may do everything."""

    name = "mongodb"
    title = "MongoDB"
    variables = ("MONGODB_URL",)
    providers = (
        Image(
            "mongo:7",
            27017,
            arguments=("--wiredTigerCacheSizeGB", "0.25"),
            variables=(("MONGO_INITDB_ROOT_USERNAME", USER), ("MONGO_INITDB_ROOT_PASSWORD", "{secret}")),
            megabytes=768,
            data="/data/db",
        ),
        PythonPackage("secantusdb", "secantusdb", stand_in="SecantusDB, over MongoDB's storage engine"),
    )
    within = 90.0
    slow = True

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line of the stand-in."""
        script = place.folder.write(SCRIPT.name, SCRIPT.read_text(encoding="utf-8"))
        secret = place.folder.write("secret", place.secret)
        data = place.folder.path / "data"
        return [*found.argv, script, str(place.port), data, USER, secret]

    def ready(self, place: Place) -> bool:
        """Say hello."""
        return _says_hello(place.port)

    def env(self, place: Place) -> dict[str, str]:
        """Return the URL."""
        return {"MONGODB_URL": f"mongodb://{USER}:{place.secret}@127.0.0.1:{place.port}/?authSource=admin"}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Say hello."""
        if not _says_hello(urlsplit(env["MONGODB_URL"]).port or 0):
            raise ComponentError("MongoDB does not answer")


def _says_hello(port: int) -> bool:
    document = struct.pack("<i", len(HELLO) + 4) + HELLO
    body = struct.pack("<iB", 0, 0) + document
    with socket.create_connection(("127.0.0.1", port), timeout=5.0) as connection:
        connection.sendall(struct.pack("<iiii", 16 + len(body), 1, 0, OP_MSG) + body)
        return b"isWritablePrimary\0\x01" in connection.recv(65536)
