"""One instance of a heavy server for all leases of this process; it stops when nobody has used it for a while."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roadworthy.components.base import Progress
    from roadworthy.components.servers import Server

IDLE_SECONDS = 600.0


class Living(Protocol):
    """Something that runs until it doesn't."""

    @property
    def server(self) -> Server | None:
        """Its process, None where it is the user's own."""
        ...

    def alive(self) -> bool:
        """Return True while it can be used."""
        ...

    def stop(self) -> None:
        """End it."""
        ...


T = TypeVar("T", bound=Living)


class Shared(Generic[T]):
    """Starts an instance with the first lease, and anew after it died. Leases of several threads wait for one start.

    Args:
        start: Starts an instance; is given what to tell progress to.
        disk_mb: Megabytes that the instance may hold on disk, for all its leases together; with more it is stopped.
        idle: Seconds without a lease after which the instance is stopped.
    """

    def __init__(self, start: Callable[[Progress], T], *, disk_mb: int, idle: float = IDLE_SECONDS) -> None:
        self._start = start
        self._disk_mb = disk_mb
        self._idle = idle
        self._lock = threading.Lock()
        self._instance: T | None = None
        self._leases = 0
        self._timer: threading.Timer | None = None
        os.register_at_fork(after_in_child=self._forget)

    @contextmanager
    def use(self, tell: Progress) -> Iterator[T]:
        """Provide the running instance; while the block lasts it is not stopped for idleness.

        Raises:
            ComponentError: It could not be started.
        """
        with self._lock:
            self._stay()
            if self._instance is None or not self._instance.alive():
                self._instance = None
                self._instance = self._start(tell)
            instance = self._instance
            self._leases += 1
        try:
            with instance.server.bounded(self._disk_mb) if instance.server else nullcontext():
                yield instance
        finally:
            with self._lock:
                self._leases -= 1
                if not self._leases:
                    self._timer = threading.Timer(self._idle, self._stop_if_idle)
                    self._timer.daemon = True
                    self._timer.start()

    def _stay(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_if_idle(self) -> None:
        with self._lock:
            if not self._leases and self._instance is not None:
                instance, self._instance = self._instance, None
                instance.stop()

    def _forget(self) -> None:
        """In a forked child the instance is the parent's, which may stop it at any time."""
        self._lock = threading.Lock()
        self._instance = None
        self._leases = 0
        self._timer = None
