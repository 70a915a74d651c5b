"""python server.py PORT: HTTP/1.1 on a plain socket, which echoes bodies."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
from typing import BinaryIO, NamedTuple

LONGEST_HEAD = 8192  # bytes of request line and headers
LONGEST_BODY = 1_000_000  # bytes
PATIENCE = float(os.environ.get("HEAD_SECONDS", "3"))  # seconds for a whole head, and for each piece of a body
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Refused(Exception):
    """A request that gets an answer of its own, after which the connection is closed."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")


class Request(NamedTuple):
    """A whole request."""

    method: bytes
    target: bytes
    body: bytes
    keep: bool


class Head:
    """Reads a request's head within its limits; the deadline is for all of it, so that drops do not help."""

    def __init__(self, connection: socket.socket, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = LONGEST_HEAD
        self._timer = threading.Timer(PATIENCE, connection.shutdown, [socket.SHUT_RD])

    def __enter__(self) -> Head:
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def line(self) -> bytes:
        """Return the next line without its end; EOFError if there is none any more."""
        line = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise Refused(431, "Request Header Fields Too Large")
        if not line.endswith(b"\n"):
            raise EOFError
        if not line.endswith(b"\r\n"):
            raise Refused(400, "Bad Request")
        return line[:-2]


def read_request(connection: socket.socket, stream: BinaryIO) -> Request:
    """Return the next request. Raises Refused, or EOFError when nothing (more) comes."""
    with Head(connection, stream) as head:
        start = head.line().split(b" ")
        headers: dict[bytes, list[bytes]] = {}
        while line := head.line():
            name, colon, value = line.partition(b":")
            if not colon or not TOKEN.fullmatch(name):
                raise Refused(400, "Bad Request")
            headers.setdefault(name.lower(), []).append(value.strip(b" \t"))
    if (
        len(start) != 3
        or not TOKEN.fullmatch(start[0])
        or start[2] != b"HTTP/1.1"
        or len(headers.get(b"host", [])) != 1
    ):
        raise Refused(400, "Bad Request")
    body = read_body(stream, headers)
    keep = b"close" not in b",".join(headers.get(b"connection", [])).lower().replace(b" ", b"").split(b",")
    return Request(start[0], start[1], body, keep)


def read_body(stream: BinaryIO, headers: dict[bytes, list[bytes]]) -> bytes:
    """Return the body, of which only one header may say how long it is."""
    codings, lengths = headers.get(b"transfer-encoding", []), headers.get(b"content-length", [])
    if codings and not lengths:
        if [coding.lower() for coding in codings] != [b"chunked"]:
            raise Refused(400, "Bad Request")
        return read_chunks(stream)
    if not lengths:
        return b""
    if len(lengths) > 1 or not re.fullmatch(rb"[0-9]{1,18}", lengths[0]):
        raise Refused(400, "Bad Request")
    return read_exactly(stream, int(lengths[0]))


def read_chunks(stream: BinaryIO) -> bytes:
    """Return a body that comes in chunks."""
    body = b""
    while True:
        size = re.fullmatch(rb"([0-9a-fA-F]{1,8})(;[^\r\n]*)?\r\n", stream.readline(1000))
        if size is None:
            raise Refused(400, "Bad Request")
        body += read_exactly(stream, int(size[1], 16), len(body))
        if int(size[1], 16) == 0:
            while (line := stream.readline(1000)) != b"\r\n":  # trailers
                if not line.endswith(b"\r\n"):
                    raise Refused(400, "Bad Request")
            return body
        if stream.read(2) != b"\r\n":
            raise Refused(400, "Bad Request")


def read_exactly(stream: BinaryIO, size: int, before: int = 0) -> bytes:
    """Return so many bytes."""
    if before + size > LONGEST_BODY:
        raise Refused(413, "Content Too Large")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def answer(request: Request) -> bytes:
    """Return the bytes of the answer."""
    if request.method in (b"GET", b"HEAD"):
        body = b"hello " + request.target
    elif request.method == b"POST":
        body = request.body
    else:
        return b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, POST\r\nContent-Length: 0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head if request.method == b"HEAD" else head + body


def serve(connection: socket.socket) -> None:
    """Answer the requests of one connection, one after the other."""
    connection.settimeout(PATIENCE)
    with connection, connection.makefile("rb") as stream:
        try:
            keep = True
            while keep:
                request = read_request(connection, stream)
                keep = request.keep
                connection.sendall(answer(request))
        except Refused as why:
            connection.sendall(f"HTTP/1.1 {why}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            connection.shutdown(socket.SHUT_WR)
            drain(connection)
        except (EOFError, OSError):
            pass  # nobody is there any more, or nobody who says anything


def drain(connection: socket.socket) -> None:
    """Take in some of what is still coming, or the kernel throws our answer away along with it."""
    for _ in range(64):
        if not connection.recv(65536):
            return


def main(port: int) -> None:
    """Serve."""
    with socket.create_server(("127.0.0.1", port), backlog=100) as server:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=guarded, args=[connection], daemon=True).start()


def guarded(connection: socket.socket) -> None:
    """Serve one connection; what breaks there ends there."""
    try:
        serve(connection)
    except OSError:
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]))
