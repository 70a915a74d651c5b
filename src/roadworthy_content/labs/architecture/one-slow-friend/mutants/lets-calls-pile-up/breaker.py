"""A circuit breaker for calls of another service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class OpenError(Exception):
    """The call was not made: the service is thought to be down."""


class Breaker:
    """Stops calling a service that fails, and lets it recover gently.

    Args:
        failures: So many failures in a row open it.
        cool_down: Seconds until an open one lets a single call try.
        at_once: So many calls may be under way at a time.
        counts: The exceptions that say something about the service's health.
        clock: Seconds that never go backwards.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        cool_down: float = 30.0,
        at_once: int = 10,
        counts: tuple[type[Exception], ...] = (OSError,),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._cool_down = cool_down
        self._at_once = at_once
        self._counts = counts
        self._clock = clock
        self._lock = threading.Lock()  # held while noting, never while calling
        self._in_a_row = 0
        self._under_way = 0
        self._opened_at: float | None = None
        self._probing = False
        self._era = 0  # what was begun before the circuit last changed says nothing about now

    @property
    def state(self) -> str:
        """Return "closed", "open" or "half-open"."""
        with self._lock:
            if self._opened_at is None:
                return "closed"
            return "half-open" if self._probing or self._is_cool() else "open"

    def call(self, function: Callable[[], T]) -> T:
        """Call a function and return what it returns.

        Raises:
            OpenError: The circuit is open, or too many calls are under way; nothing was called.
            Exception: What the function raised.
        """
        era = self._enter()
        try:
            answer = function()
        except self._counts:
            self._leave(era, healthy=False)
            raise
        except BaseException as error:
            # An answer that the caller does not like is an answer; being interrupted is none.
            self._leave(era, healthy=True if isinstance(error, Exception) else None)
            raise
        self._leave(era, healthy=True)
        return answer

    def _is_cool(self) -> bool:
        return self._opened_at is not None and self._clock() - self._opened_at >= self._cool_down

    def _enter(self) -> int:
        with self._lock:
            if self._opened_at is not None:
                if self._probing or not self._is_cool():
                    raise OpenError("the circuit is open")
                self._probing = True
                self._era += 1
            self._under_way += 1
            return self._era

    def _leave(self, era: int, *, healthy: bool | None) -> None:
        with self._lock:
            self._under_way -= 1
            if era != self._era:
                return
            if healthy is None:
                self._probing = False
            elif healthy:
                self._in_a_row = 0
                self._probing, self._opened_at = False, None
            else:
                self._in_a_row += 1
                if self._probing or self._in_a_row >= self._limit:
                    self._probing, self._opened_at = False, self._clock()
                    self._in_a_row = 0
                    self._era += 1
