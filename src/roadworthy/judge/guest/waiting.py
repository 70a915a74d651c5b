"""Waiting for conditions, never for time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.05


def wait_until(condition: Callable[[], T], within: float, what: str) -> T:
    """Return the first true value of `condition`, tried until `within` seconds are over.

    Raises:
        AssertionError: It stayed false; the message names what was waited for.
    """
    deadline = time.monotonic() + within
    pause = _FIRST_PAUSE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within:g} s for {what}, in vain")
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def eventually(condition: Callable[[], T], *, within: float = 5.0, what: str = "the condition to hold") -> T:
    """Return the first true value of `condition`; an AssertionError of its own counts as not yet.

    Raises:
        AssertionError: It stayed false for `within` seconds.
    """
    last: list[AssertionError] = []

    def attempt() -> Any:
        try:
            return condition()
        except AssertionError as error:
            last[:] = [error]
            return None

    try:
        return wait_until(attempt, within, what)  # type: ignore[no-any-return]  # None is not true
    except AssertionError as error:
        if last:
            raise last[0] from error
        raise


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
