"""Processes of ours that fork on request."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from typing import Any, Self

from roadworthy.judge.guest import parcel
from roadworthy.judge.stage import StageError

PATIENCE = 30.0
"""Seconds for a process of ours to answer; on a machine that is overloaded starting Python takes long."""


class ForkingProcess:
    """A process of ours that forks on request, and ends when its socket is closed.

    Args:
        sock: Our end of its socket.
        process: To wait for.
        log: Where it prints.
    """

    def __init__(self, sock: socket.socket, process: subprocess.Popen[bytes], log: int) -> None:
        self._sock = sock
        self._process = process
        self._log = log
        self._is_ready = False
        self.forks = 0

    @classmethod
    def start(cls, start: Callable[[int, int], subprocess.Popen[bytes]]) -> Self:
        """Start one; `start` is given the descriptor of its socket and one to print to."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        os.set_blocking(read, False)  # the argument has no name
        try:
            return cls(ours, start(theirs.fileno(), write), read)
        except OSError as error:
            ours.close()
            os.close(read)
            raise StageError(f"a process of the judge cannot be started: {error.strerror or error}") from error
        finally:
            theirs.close()
            os.close(write)

    def wait(self) -> None:
        """Wait until it has said that it is ready; raises StageError with its last words."""
        if self._is_ready:
            return
        self._sock.settimeout(PATIENCE)
        try:
            parcel.receive(self._sock)
        except (OSError, parcel.ParcelError) as error:
            raise StageError(f"a process of the judge did not start: {self._last_words()}") from error
        finally:
            self._sock.settimeout(None)
        self._is_ready = True

    def _last_words(self) -> str:
        try:
            lines = os.read(self._log, 65536).decode("utf-8", "replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1][:400] if lines else "it said nothing"

    def fork(self, content: dict[str, Any]) -> socket.socket:
        """Ask it to fork; return our end of the new process's socket. Raises StageError when it is gone."""
        self.wait()
        self.forks += 1
        return ask_for_fork(self._sock, content)

    def is_gone(self) -> bool:
        """Return True if it has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it, and with it all that it forked."""
        self._sock.close()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._log)


def ask_for_fork(sock: socket.socket, content: dict[str, Any]) -> socket.socket:
    """Ask the process at the other end of a socket to fork; return our end of the new process's socket.

    Raises StageError when it is gone.
    """
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # for `receive_first`, before anything can be sent
    try:
        parcel.send(sock, content, [theirs.fileno()])
    except OSError as error:
        ours.close()
        raise StageError("a process of the judge is gone") from error
    finally:
        theirs.close()
    return ours
