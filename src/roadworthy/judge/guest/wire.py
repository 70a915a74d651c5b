"""Length-prefixed JSON messages over a stream socket, with bounds on what is read."""

from __future__ import annotations

import json
import math
import re
import select
import socket
import struct
from itertools import accumulate
from typing import Any

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes; a longer message is refused before it is read."""

MAX_PARTS = 8_000_000
"""Elements in one message: each costs ten times the memory that its text does, or more."""
MAX_LISTS = 3_000_000
"""Arrays and objects in one message; the same, but costlier."""
MAX_NESTING = 900
"""Levels of arrays: the decoder goes down one C frame for each, and stacks of threads are small."""
_CHUNK = 1 << 20
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_STEPS = bytes(set(range(256)) - _STEPS.keys())

_LENGTH = struct.Struct(">I")
_constants = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
_decoder: Any = json.JSONDecoder(parse_constant=_constants.__getitem__)
_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_make: Any = getattr(json.encoder, "c_make_encoder", None)
_chunks: Any = _make and _make(  # kept for good, since `encode` makes a new one each time, which costs as much again
    markers=None, default=_encoder.default, encoder=json.encoder.encode_basestring, indent=None, key_separator=":",
    item_separator=",", sort_keys=False, skipkeys=False, allow_nan=True,
)  # fmt: skip


def _encode(message: list[Any]) -> str:
    return "".join(_chunks(message, 0)) if _chunks else _encoder.encode(message)


def _decode(text: str) -> Any:
    """Return what a JSON text without space around it says; raises ValueError for any other."""
    try:
        found, end = _decoder.scan_once(text, 0)
    except StopIteration as error:
        raise ValueError("not JSON") from error
    if end != len(text):
        raise ValueError("more than JSON")
    return found


def note_nan(value: float) -> None:
    """Take this NaN for the one that comes back: it equals nothing, so that only `is` finds it again."""
    _constants["NaN"] = value


class ClosedError(ConnectionError):
    """The other side is gone, or the channel was closed because what it sent made no sense."""


class ProtocolError(Exception):
    """The other side sent something that is not a message of this protocol."""


def cut(error: Exception) -> str:
    """Return what an error says; not all of it, for what the other side sent may be part of it."""
    return str(error)[:200]


class NotNowError(AttributeError):
    """The other side cannot be asked now; whoever only probes for an attribute takes it for missing."""


class Wire:
    """A stream socket that carries JSON arrays; neither method locks.

    Lone surrogates survive: they are written as they stand, never as escapes that a reader would join to pairs.
    `reading` is True while a message is half read, when an exception from a signal handler would lose the rest of it.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.reading = False
        self.size = 0  # bytes of the message that was read last
        self._buffer = bytearray()
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def send(self, message: list[Any]) -> None:
        """Write one message; raises ClosedError when the other side is gone, ValueError when it is too long."""
        body = _encode(message).encode("utf-8", "surrogatepass")
        if len(body) > MAX_MESSAGE:
            raise ValueError(f"{len(body)} bytes are too many to hand over at once (at most {MAX_MESSAGE})")
        try:
            self.sock.sendall(_LENGTH.pack(len(body)) + body)
        except OSError as error:
            raise ClosedError("the other side is gone") from error

    def receive(self) -> list[Any]:
        """Read one message; raises ClosedError at the end, ProtocolError for anything but a JSON array."""
        if not self._buffer:
            try:
                self._poll.poll()
            except OSError as error:
                raise ClosedError("the channel is closed") from error
        self.reading = True
        try:
            (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
            if length > MAX_MESSAGE:
                raise ProtocolError(f"a message of {length} bytes")
            body = self._exactly(length)
            self.size = length
        finally:
            self.reading = False
        _weigh(body)
        try:
            message = _decode(body.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise ProtocolError("not JSON") from error
        if not isinstance(message, list) or not message:
            raise ProtocolError("not a JSON array")
        return message

    def _exactly(self, size: int) -> bytes:
        buffer = self._buffer
        while len(buffer) < size:
            try:
                chunk = self.sock.recv(min(_CHUNK, max(65536, size - len(buffer))))
            except OSError as error:
                raise ClosedError("the channel is closed") from error
            if not chunk:
                raise ClosedError("the other side is gone")
            buffer += chunk
        taken = bytes(buffer[:size])
        del buffer[:size]
        return taken

    def close(self) -> None:
        """Close both directions; a blocked `receive` ends with ClosedError."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed already


def _weigh(body: bytes) -> None:
    """Raise ProtocolError for a text that would take too much memory or stack as objects."""
    lists = body.count(b"[") + body.count(b"{")
    if lists <= MAX_NESTING and len(body) <= MAX_PARTS:
        return
    if lists > MAX_LISTS or body.count(b",") > MAX_PARTS:
        raise ProtocolError("a message of too many parts")
    steps = _STRING.sub(b"", body).translate(None, _NO_STEPS)
    if max(accumulate(map(_STEPS.__getitem__, steps)), default=0) > MAX_NESTING:
        raise ProtocolError("a message nested too deeply")


class TooEarlyError(BaseException):
    """The checks asked for the learner's code while they were collected, before any attempt.

    No Exception, so that no check file swallows it: these checks are collected anew in each attempt.
    """


class _Unconnected(Wire):
    """Stands for the channel before there is an attempt.

    Attributes:
        asked: Whether anything was to go over it.
    """

    def __init__(self) -> None:
        self.asked = False

    def send(self, message: list[Any]) -> None:
        """Note that something was asked, and refuse."""
        del message
        self.asked = True
        raise TooEarlyError

    def receive(self) -> list[Any]:
        """Refuse."""
        self.asked = True
        raise TooEarlyError

    def close(self) -> None:
        """Do nothing."""


UNCONNECTED = _Unconnected()
