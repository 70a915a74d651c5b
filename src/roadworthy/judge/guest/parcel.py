"""Parcels: a JSON object and open descriptors, over a stream socket between processes of ours (never the learner's)."""

from __future__ import annotations

import array
import json
import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

_HEAD = struct.Struct(">IB")
_SENDER = struct.Struct("3i")
MOST_FDS = 64


class ParcelError(ConnectionError):
    """The other end is gone."""


def send(sock: socket.socket, content: Any, fds: Sequence[int] = ()) -> None:
    """Send a JSON-able object with descriptors, which stay open here; raises OSError when the other end is gone."""
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    head = _HEAD.pack(len(body), len(fds))
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    sent = sock.sendmsg([head, body], ancillary)
    rest = memoryview(head + body)[sent:] if sent < len(head) + len(body) else b""
    if rest:
        sock.sendall(rest)


def receive(sock: socket.socket) -> tuple[Any, list[int]]:
    """Return the next object and its descriptors (not inheritable); raises ParcelError at the end."""
    try:
        head, fds, _, _ = socket.recv_fds(sock, _HEAD.size, MOST_FDS)
    except OSError as error:
        raise ParcelError("the other end is gone") from error
    if not head:
        raise ParcelError("the other end is gone")
    try:
        head += _exactly(sock, _HEAD.size - len(head))
        length, expected = _HEAD.unpack(head)
        body = _exactly(sock, length)
        if len(fds) != expected:
            raise ParcelError("descriptors were lost on the way: too many are open")
    except BaseException:
        for fd in fds:
            os.close(fd)
        raise
    return json.loads(body.decode("utf-8", "surrogatepass")), fds


def receive_first(sock: socket.socket) -> tuple[Any, list[int], int]:
    """Return the first object, its descriptors and the pid here of the process that sent it; Linux only.

    The socket must have had SO_PASSCRED set before anything was sent to it.
    """
    try:
        head, ancillary, _, _ = sock.recvmsg(_HEAD.size, 4096)
    except OSError as error:
        raise ParcelError("the other end is gone") from error
    finally:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
    fds, pid = array.array("i"), 0
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
        elif level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            pid = _SENDER.unpack(data)[0]
    try:
        if not head or not pid:
            raise ParcelError("the other end is gone")
        head += _exactly(sock, _HEAD.size - len(head))
        body = _exactly(sock, _HEAD.unpack(head)[0])
    except BaseException:
        for fd in fds:
            os.close(fd)
        raise
    for fd in fds:
        os.set_inheritable(fd, False)  # noqa: FBT003  # the argument has no name
    return json.loads(body.decode("utf-8", "surrogatepass")), list(fds), pid


def _exactly(sock: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        try:
            chunk = sock.recv(size - len(parts))
        except OSError as error:
            raise ParcelError("the other end is gone") from error
        if not chunk:
            raise ParcelError("the other end is gone")
        parts += chunk
    return bytes(parts)
