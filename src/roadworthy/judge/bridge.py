"""The bridge: connections made inside a cell to a lease's address are carried to the lease, and nowhere else."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Sequence
from typing import cast

Address = tuple[str, int] | str
"""Where a lease listens: (host, port), or the path of a unix socket."""

_CHUNK = 1 << 18
_MOST_CONNECTIONS = 256


class Bridge:
    """Accepts on sockets that listen inside a cell, and connects each connection with its lease.

    One thread moves the bytes of all connections. A side that does not read stops the other: nothing piles up here.

    Args:
        doors: Listening sockets with the address that each stands for; closed by `close`.
    """

    def __init__(self, doors: Sequence[tuple[socket.socket, Address]]) -> None:
        self._selector = selectors.DefaultSelector()
        self._doors = list(doors)
        self._pairs: dict[socket.socket, _Pair] = {}
        self._wake, self._wake_end = socket.socketpair()
        self._selector.register(self._wake_end, selectors.EVENT_READ, None)
        for door, _ in self._doors:
            door.setblocking(False)  # noqa: FBT003  # the argument has no name
        for door, address in self._doors:
            self._selector.register(door, selectors.EVENT_READ, address)
        self._thread = threading.Thread(target=self._run, name="bridge", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Cut every connection."""
        self._wake.close()
        self._thread.join(5.0)

    def _run(self) -> None:
        try:
            while True:
                for key, events in self._selector.select():
                    if key.data is None:
                        return
                    if isinstance(key.data, _Pair):
                        key.data.move(cast("socket.socket", key.fileobj), events)
                    else:
                        self._accept(cast("socket.socket", key.fileobj), key.data)
        finally:
            for pair in list(self._pairs.values()):
                pair.close()
            for door, _ in self._doors:
                door.close()
            self._wake_end.close()
            self._selector.close()

    def _accept(self, door: socket.socket, address: Address) -> None:
        with contextlib.suppress(OSError):
            inside, _ = door.accept()
            if len(self._pairs) >= _MOST_CONNECTIONS:
                inside.close()
                return
            outside = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
            try:
                outside.connect(address)
            except OSError:
                inside.close()
                outside.close()
                return
            pair = _Pair(inside, outside, self._selector, self._pairs)
            self._pairs[inside] = pair


class _Pair:
    """Two connected sockets: what comes out of one goes into the other."""

    def __init__(
        self,
        inside: socket.socket,
        outside: socket.socket,
        selector: selectors.BaseSelector,
        pairs: dict[socket.socket, _Pair],
    ) -> None:
        self._inside = inside
        self._selector = selector
        self._pairs = pairs
        self._other = {inside: outside, outside: inside}
        self._pending = {inside: b"", outside: b""}  # what is still to be written into it
        self._open = {inside, outside}  # what may still say something
        for one in self._other:
            one.setblocking(False)  # noqa: FBT003
            if one.family == socket.AF_INET:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(one, selectors.EVENT_READ, self)

    def move(self, one: socket.socket, events: int) -> None:
        if one not in self._other:
            return  # closed by an earlier event of the same round
        try:
            if events & selectors.EVENT_WRITE:
                self._flush(one)
            if events & selectors.EVENT_READ and one in self._open:
                self._read(one)
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self.close()
            return
        if not self._open and not any(self._pending.values()):
            self.close()
            return
        self._register()

    def _read(self, one: socket.socket) -> None:
        other = self._other[one]
        if self._pending[other]:
            return
        data = one.recv(_CHUNK)
        if not data:
            self._open.discard(one)
            other.shutdown(socket.SHUT_WR)
            return
        self._pending[other] = data
        self._flush(other)

    def _flush(self, one: socket.socket) -> None:
        if self._pending[one]:
            try:
                sent = one.send(self._pending[one])
            except (BlockingIOError, InterruptedError):
                return
            self._pending[one] = self._pending[one][sent:]

    def _register(self) -> None:
        for one, other in self._other.items():
            wanted = selectors.EVENT_WRITE if self._pending[one] else 0
            if one in self._open and not self._pending[other]:
                wanted |= selectors.EVENT_READ
            registered = one in self._selector.get_map()
            if wanted and registered:
                self._selector.modify(one, wanted, self)
            elif wanted:
                self._selector.register(one, wanted, self)
            elif registered:
                self._selector.unregister(one)

    def close(self) -> None:
        """Close both."""
        self._pairs.pop(self._inside, None)
        for one in self._other:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(one)
            one.close()
        self._other.clear()
        self._open.clear()
