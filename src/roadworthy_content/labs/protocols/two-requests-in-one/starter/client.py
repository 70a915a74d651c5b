"""A client for HTTP/1.1 on a plain socket."""

from __future__ import annotations

import socket
from typing import NamedTuple


class HttpError(Exception):
    """There was no whole answer that makes sense."""


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: dict[str, str]  # names in small letters
    body: bytes


def get(host: str, port: int, path: str, *, method: str = "GET", timeout: float = 10.0) -> Answer:
    """Ask once, on a connection of its own. This version takes what comes first for everything."""
    with socket.create_connection((host, port), timeout) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
        return Answer(int(head.split()[1]), {}, body)
