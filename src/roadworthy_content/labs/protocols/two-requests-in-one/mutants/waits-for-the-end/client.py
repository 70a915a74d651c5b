"""A client for HTTP/1.1 on a plain socket."""

from __future__ import annotations

import re
import socket
from typing import BinaryIO, NamedTuple

LONGEST_LINE = 65536  # bytes


class HttpError(Exception):
    """There was no whole answer that makes sense."""


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: dict[str, str]  # names in small letters
    body: bytes


def get(host: str, port: int, path: str, *, method: str = "GET", timeout: float = 10.0) -> Answer:
    """Ask once, on a connection of its own.

    Raises:
        HttpError: The connection failed, took too long, or ended before the answer did.
    """
    try:
        with socket.create_connection((host, port), timeout) as connection, connection.makefile("rb") as stream:
            connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            status, headers = _head(stream)
            while 100 <= status < 200:
                status, headers = _head(stream)
            if method == "HEAD" or status in (204, 304):
                return Answer(status, headers, b"")
            return Answer(status, headers, _body(stream, headers))
    except OSError as error:
        raise HttpError(f"{host}:{port}: {error}") from error


def _head(stream: BinaryIO) -> tuple[int, dict[str, str]]:
    first = re.fullmatch(r"HTTP/1\.[01] (\d{3})( .*)?", _line(stream))
    if first is None:
        raise HttpError("that is no HTTP")
    headers = {}
    while line := _line(stream):
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(first[1]), headers


def _body(stream: BinaryIO, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(_chunks(stream))
    if "content-length" in headers:
        return stream.read()
    return stream.read()


def _chunks(stream: BinaryIO) -> list[bytes]:
    chunks = []
    while size := _number(_line(stream).partition(";")[0].strip(), 16):
        chunks.append(_exactly(stream, size))
        _line(stream)
    while _line(stream):
        pass
    return chunks


def _number(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:
        raise HttpError(f"{text!r} is no length") from None


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise HttpError(f"{size} bytes were due, and {len(data)} came")
    return data


def _line(stream: BinaryIO) -> str:
    line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise HttpError("the answer ends in the middle of its head")
    return line.rstrip(b"\r\n").decode("latin-1")
