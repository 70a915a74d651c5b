"""Keeping one ready for the next lease."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from roadworthy.errors import RoadworthyError

IDLE_SECONDS = 600.0

T = TypeVar("T")


class Spare(Generic[T]):
    """One thing made in advance; from the second lease on, the next is made in the background when a lease ends.

    Who leases once, such as a command in a terminal, is about to end; who leases twice will again.

    Args:
        make: Makes one.
        drop: Unmakes one that nobody took.
        good: Whether one can still be used.
        idle: Seconds after which one that nobody took is dropped.
    """

    def __init__(
        self,
        make: Callable[[], T],
        drop: Callable[[T], None],
        good: Callable[[T], bool],
        *,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._make = make
        self._drop = drop
        self._good = good
        self._idle = idle
        self._lock = threading.Lock()
        self._waiting: T | None = None
        self._taken = 0
        self._timer: threading.Timer | None = None
        os.register_at_fork(after_in_child=self._forget)

    def take(self) -> T | None:
        """Return the one that waits, if it can still be used."""
        with self._lock:
            self._taken += 1
            waiting = self._remove()
        if waiting is not None and not self._good(waiting):
            self._drop(waiting)
            return None
        return waiting

    def refill(self) -> None:
        """Start making the next one, unless one waits or there has been only one lease."""
        if self._taken > 1 and self._waiting is None:
            threading.Thread(target=self._refill, name="roadworthy spare", daemon=True).start()

    def drop(self) -> None:
        """Drop the one that waits."""
        with self._lock:
            waiting = self._remove()
        if waiting is not None:
            self._drop(waiting)

    def _remove(self) -> T | None:
        waiting, self._waiting = self._waiting, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return waiting

    def _refill(self) -> None:
        with contextlib.suppress(RoadworthyError, OSError):  # whoever needs one will be told
            made = self._make()
            with self._lock:
                unneeded = self._remove()
                self._waiting = made
                self._timer = threading.Timer(self._idle, self.drop)
                self._timer.daemon = True
                self._timer.start()
            if unneeded is not None:
                self._drop(unneeded)

    def _forget(self) -> None:
        """In a forked child what waits is the parent's."""
        self._lock = threading.Lock()
        self._waiting = None
        self._taken = 0
        self._timer = None
