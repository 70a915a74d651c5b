"""Azurite, the vendor's own emulator of Azure Storage: a process for each lease."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from pathlib import Path

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.http import request
from roadworthy.components.packages import NodePackage
from roadworthy.components.private import Place, PrivateServer

ACCOUNT = "lease"
VERSION = "2021-12-02"


class Azurite(PrivateServer):
    """Blobs, queues and tables, in memory."""

    name = "azurite"
    title = "Azurite (Azure Storage)"
    variables = ("AZURE_STORAGE_CONNECTION_STRING",)
    providers = (NodePackage("azurite", "azurite", "azurite/dist/src/azurite.js"),)
    port_count = 3
    within = 60.0
    slow = True

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line."""
        argv: list[str | Path] = [*found.argv, "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
        argv += ["--inMemoryPersistence", "--extentMemoryLimit", "128"]
        for kind, port in zip(("blob", "queue", "table"), place.ports, strict=True):
            argv += [f"--{kind}Host", "127.0.0.1", f"--{kind}Port", str(port)]
        return argv

    def server_env(self, place: Place) -> dict[str, str]:
        """Return the account."""
        return {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{_key(place.secret)}"}

    def ready(self, place: Place) -> bool:
        """Ask each of the three for something without a key."""
        return all(request("GET", f"http://127.0.0.1:{port}/{ACCOUNT}?comp=list")[0] >= 400 for port in place.ports)

    def env(self, place: Place) -> dict[str, str]:
        """Return what the vendor's libraries read."""
        parts = ["DefaultEndpointsProtocol=http", f"AccountName={ACCOUNT}", f"AccountKey={_key(place.secret)}"]
        for kind, port in zip(("Blob", "Queue", "Table"), place.ports, strict=True):
            parts.append(f"{kind}Endpoint=http://127.0.0.1:{port}/{ACCOUNT}")
        return {"AZURE_STORAGE_CONNECTION_STRING": ";".join(parts)}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Make a container, with the key and with another."""
        parts = dict(part.split("=", 1) for part in env["AZURE_STORAGE_CONNECTION_STRING"].split(";"))
        url, key = parts["BlobEndpoint"], parts["AccountKey"]
        if _make_container(url, key) not in (201, 409) or _make_container(url, _key("guessed")) != 403:
            raise ComponentError("Azurite does not tell right keys from wrong ones")


def _key(secret: str) -> str:
    return base64.b64encode(hashlib.sha256(secret.encode()).digest()).decode()


def _make_container(endpoint: str, key: str) -> int:
    date = formatdate(usegmt=True)
    headers = f"x-ms-date:{date}\nx-ms-version:{VERSION}\n"
    # The emulator's paths begin with the account, and the name of a resource with the account once more.
    text = f"PUT\n\n\n\n\n\n\n\n\n\n\n\n{headers}/{ACCOUNT}/{ACCOUNT}/roadworthy\nrestype:container"
    signature = base64.b64encode(hmac.digest(base64.b64decode(key), text.encode(), "sha256")).decode()
    send = {
        "Authorization": f"SharedKey {ACCOUNT}:{signature}",
        "x-ms-date": date,
        "x-ms-version": VERSION,
        "Content-Length": "0",
    }
    return request("PUT", f"{endpoint}/roadworthy?restype=container", None, send)[0]
