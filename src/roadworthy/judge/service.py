"""The service of a process that has a warm pool: judges for other processes of the same user, over a Unix socket."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from roadworthy.judge import service_client
from roadworthy.judge.events import JudgeEvent
from roadworthy.judge.judging import judge
from roadworthy.judge.service_channel import (
    HAS_PEERS,
    SOCKET,
    Lines,
    event_to_dict,
    identity,
    is_ours,
    opened_folder,
    run_folder,
    send,
    socket_address,
)
from roadworthy.labs import Lab, load_lab

_ASKING_SECONDS = 5.0
"""How long a client that has connected may take to ask."""
_READING_SECONDS = 10
"""How long a client may take to read."""


@contextmanager
def judge_service(data_dir: Path) -> Iterator[bool]:
    """Judge for other processes as long as the context lasts, unless another process does so already.

    Args:
        data_dir: The data folder; who shares it shares the service.

    Returns:
        Whether this process is the service. It is not where another is, or where no private socket can be made: that
        is no error, since everybody can judge alone.
    """
    with _offered(data_dir) as service:
        yield service is not None


def stay(data_dir: Path, *, idle: float, on_ready: Callable[[], None]) -> bool:
    """Judge for other processes until nobody has asked for some time.

    Args:
        data_dir: As for `judge_service`.
        idle: Seconds.
        on_ready: Called once others can ask.

    Returns:
        False, at once, where another process does so already or no private socket can be made.
    """
    with _offered(data_dir) as service:
        if service is None:
            return False
        on_ready()
        service.wait_until_idle(idle)
        return True


@contextmanager
def _offered(data_dir: Path) -> Iterator[_Service | None]:
    with ExitStack() as stack:
        service = None
        if HAS_PEERS:
            with contextlib.suppress(OSError):
                service = _Service(_listen(run_folder(data_dir), stack))
        if service is None:
            yield None
            return
        try:
            with service_client.judging_alone():
                yield service
        finally:
            service.close()


def _listen(folder: Path, stack: ExitStack) -> socket.socket:
    """Return a listening socket; the stack gives back what it holds. Raises OSError, also where another has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = stack.enter_context(opened_folder(folder))
    # The kernel lets go of the lock when its holder dies; so who has it may replace whatever socket is there.
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET, dir_fd=fd)  # pathlib has no dir_fd
    listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    listener.bind(socket_address(fd))
    stack.callback(_unlink, fd)
    os.chmod(SOCKET, 0o600, dir_fd=fd)  # the same; until here the folder alone keeps others out
    listener.listen(64)
    return listener


def _unlink(folder_fd: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET, dir_fd=folder_fd)  # pathlib has no dir_fd


class _Service:
    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._identity = identity()
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._last = time.monotonic()
        self._running: dict[socket.socket, threading.Event] = {}
        self._is_closing = False
        self._thread = threading.Thread(target=self._accept, name="judge-service", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more; who is being served is cut off, and judges alone."""
        with self._lock:
            self._is_closing = True
            for client, cancel in self._running.items():
                cancel.set()
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes `accept`, which closing does not
        self._thread.join()

    def wait_until_idle(self, seconds: float) -> None:
        """Return when nobody has been served for so long."""
        with self._changed:
            while self._running or (left := self._last + seconds - time.monotonic()) > 0:
                self._changed.wait(None if self._running else left)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), name="judge-client", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        cancel = threading.Event()
        with client:
            with self._lock:
                if self._is_closing:
                    return
                self._running[client] = cancel
                self._changed.notify_all()
            try:
                if is_ours(client):
                    self._answer(client, cancel)
            except (OSError, ValueError, KeyError, TypeError):
                return  # the client is gone, or is none of ours
            finally:
                with self._changed:
                    del self._running[client]
                    self._last = time.monotonic()
                    self._changed.notify_all()

    def _answer(self, client: socket.socket, cancel: threading.Event) -> None:
        client.settimeout(_ASKING_SECONDS)
        lines = Lines(client)
        asked = lines.next()
        if asked is None:
            return
        lab = self._lab(asked)
        if lab is None:
            send(client, {"refused": True})
            return
        send(client, {"taken": True})
        client.settimeout(None)
        # For sending alone: a client that is stopped and does not read shall not keep the attempt from its end.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _READING_SECONDS, 0))
        # Nothing is said any more by a client but that it is gone, or wants no verdict.
        watching = threading.Thread(target=_wait_for_end, args=(lines, cancel), name="judge-cancel", daemon=True)
        watching.start()
        try:
            verdict = judge(
                lab, Path(asked["folder"]), seed=int(asked["seed"]), on_event=_teller(client, cancel), cancel=cancel
            )
            if not self._is_closing:  # else it was cancelled by us, which is no verdict
                send(client, {"verdict": verdict.to_dict()})
        finally:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            watching.join()

    def _lab(self, asked: dict[str, Any]) -> Lab | None:
        """Return the lab that is asked for, None if this process would not judge it as the client would."""
        if asked["identity"] != self._identity:
            return None
        try:
            return _lab(Path(asked["lab"]), asked["hash"])
        except Exception:  # a lab that cannot be read here: the client finds words for it, which is its business
            return None


@lru_cache(64)
def _lab(folder: Path, wanted: str) -> Lab:
    lab = load_lab(folder)
    if lab.hash != wanted:
        raise LookupError(f"{folder} is another lab by now")
    return lab


def _wait_for_end(lines: Lines, cancel: threading.Event) -> None:
    with contextlib.suppress(OSError, ValueError):
        lines.next()
    cancel.set()


def _teller(client: socket.socket, cancel: threading.Event) -> Any:
    def tell(event: JudgeEvent) -> None:
        try:
            send(client, {"event": event_to_dict(event)})
        except OSError:
            cancel.set()

    return tell
