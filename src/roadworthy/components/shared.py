"""One instance of a heavy server for all leases of this process."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from roadworthy.components.base import Progress


class Living(Protocol):
    """Something that runs until it doesn't."""

    def alive(self) -> bool:
        """Return True while it can be used."""
        ...


T = TypeVar("T", bound=Living)


class Shared(Generic[T]):
    """Starts an instance with the first lease, and anew after it died. Leases of several threads wait for one start."""

    def __init__(self, start: Callable[[Progress], T]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._instance: T | None = None
        os.register_at_fork(after_in_child=self._forget)

    def get(self, tell: Progress) -> T:
        """Return the running instance.

        Raises:
            ComponentError: It could not be started.
        """
        with self._lock:
            if self._instance is None or not self._instance.alive():
                self._instance = None
                self._instance = self._start(tell)
            return self._instance

    def _forget(self) -> None:
        """In a forked child the instance is the parent's, which may stop it at any time."""
        self._lock = threading.Lock()
        self._instance = None
