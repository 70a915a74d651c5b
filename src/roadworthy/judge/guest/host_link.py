"""The checker's two lines to the host: results go out, processes of the learner's are asked for."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any


class Results:
    """Sends what happens, one JSON object a line."""

    def __init__(self, fd: int) -> None:
        self._sock = socket.socket(fileno=fd)
        self._lock = threading.Lock()

    def send(self, kind: str, **what: Any) -> None:
        """Send one event; raises OSError when the host is gone."""
        line = json.dumps({"kind": kind, **what}, ensure_ascii=False) + "\n"
        with self._lock:
            self._sock.sendall(line.encode("utf-8", "replace"))  # no lone surrogate reaches a verdict


class HostError(Exception):
    """The host could not do what the checker asked for; the message says why."""


class Control:
    """Asks the host, which alone starts and ends processes of the learner's."""

    def __init__(self, fd: int) -> None:
        self._sock = socket.socket(fileno=fd)
        self._lock = threading.Lock()

    def ask(self, what: str, **details: Any) -> tuple[dict[str, Any], list[int]]:
        """Return the host's answer and the descriptors that came with it; raises HostError."""
        request = json.dumps({"what": what, **details}).encode() + b"\n"
        with self._lock:
            self._sock.sendall(request)
            data, fds, _, _ = socket.recv_fds(self._sock, 65536, 8)
            while not data.endswith(b"\n"):
                more = self._sock.recv(65536)
                if not more:
                    raise HostError("the host is gone")
                data += more
        answer = json.loads(data)
        if "error" in answer:
            raise HostError(answer["error"])
        return answer, fds
