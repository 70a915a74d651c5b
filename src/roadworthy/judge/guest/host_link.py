"""The checker's two lines to the host: results go out, processes of the learner's are asked for."""

from __future__ import annotations

import json
import os
import socket
import threading
from typing import Any


class Results:
    """Sends what happens, one JSON object a line; what is sent before there is a line waits for it.

    Args:
        fd: The descriptor, or None if `connect` will give one.
    """

    def __init__(self, fd: int | None = None) -> None:
        self._sock: socket.socket | None = None
        self._early: list[bytes] = []
        self._lock = threading.Lock()
        if fd is not None:
            self.connect(fd)

    def connect(self, fd: int) -> None:
        """Send what waits, and from now on at once."""
        self._sock = socket.socket(fileno=fd)
        self._sock.sendall(b"".join(self._early))

    def forget(self, since: int = 0) -> None:
        """Forget what waits, but for so many."""
        del self._early[since:]

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._early)

    def send(self, kind: str, **what: Any) -> None:
        """Send one event; raises OSError when the host is gone."""
        line = json.dumps({"kind": kind, **what}, ensure_ascii=False) + "\n"
        encoded = line.encode("utf-8", "replace")  # no lone surrogate reaches a verdict
        with self._lock:
            if self._sock is None:
                self._early.append(encoded)
            else:
                self._sock.sendall(encoded)


class HostError(Exception):
    """The host could not do what the checker asked for; the message says why."""


class Control:
    """Asks the host, which alone starts and ends processes of the learner's.

    Args:
        fd: The descriptor, or None if `connect` will give one.
    """

    def __init__(self, fd: int | None = None) -> None:
        self._sock: socket.socket | None = None if fd is None else socket.socket(fileno=fd)
        self._lock = threading.Lock()
        self._owed = 0
        self._heard = b""
        self._fds: list[int] = []

    def connect(self, fd: int) -> None:
        """Ask over this descriptor."""
        self._sock = socket.socket(fileno=fd)

    def ask_for_patience(self) -> float:
        """Return how many seconds of this check the learner's code could not run, because the machine was busy.

        Called by a signal handler: returns 0 while another question is under way.
        """
        if self._sock is None or not self._lock.acquire(blocking=False):
            return 0.0
        self._lock.release()
        try:
            return float(self.ask("patience")[0].get("seconds", 0.0))
        except (HostError, OSError):
            return 0.0

    def ask(self, what: str, **details: Any) -> tuple[dict[str, Any], list[int]]:
        """Return the host's answer and the descriptors that came with it; raises HostError."""
        request = json.dumps({"what": what, **details}).encode() + b"\n"
        sock = self._socket()
        with self._lock:
            sock.sendall(request)
            self._owed += 1
            while self._owed > 1:  # an interrupt came between a question and its answer, which is still to come
                for fd in self._next_answer()[1]:
                    os.close(fd)
            data, fds = self._next_answer()
        answer = json.loads(data)
        if "error" in answer:
            raise HostError(answer["error"])
        return answer, fds

    def _next_answer(self) -> tuple[bytes, list[int]]:
        """Read one line and what came with it; raises HostError when the host is gone."""
        while b"\n" not in self._heard:
            data, fds, _, _ = socket.recv_fds(self._socket(), 65536, 8)
            if not data:
                raise HostError("the host is gone")
            self._heard += data
            self._fds += fds  # of the last line: the kernel hands out no data beyond what came with descriptors
        line, _, self._heard = self._heard.partition(b"\n")
        fds = []
        if not self._heard:
            fds, self._fds = self._fds, []
        self._owed -= 1
        return line, fds

    def _socket(self) -> socket.socket:
        if self._sock is None:
            raise HostError("no attempt has begun")
        return self._sock
