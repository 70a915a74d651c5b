"""Trying again, by a policy."""

from __future__ import annotations

import asyncio
import inspect
import math
import time
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Policy:
    """How often to try, and how long to wait between two tries.

    Args:
        times: Tries altogether, at least 1.
        wait: Seconds, at least 0.

    Raises:
        TypeError: One is no number of the right kind.
        ValueError: One is out of range.
    """

    def __init__(self, times: int = 3, wait: float = 0.1) -> None:
        self.times = times  # through the setters below
        self.wait = wait

    @property
    def times(self) -> int:
        return self._times

    @times.setter
    def times(self, times: int) -> None:
        if not isinstance(times, int) or isinstance(times, bool):
            raise TypeError(f"times is an int, not {times!r}")
        if times < 1:
            raise ValueError(f"times is at least 1, not {times}")
        self._times = times

    @property
    def wait(self) -> float:
        return self._wait

    @wait.setter
    def wait(self, wait: float) -> None:
        if not isinstance(wait, int | float) or isinstance(wait, bool):
            raise TypeError(f"wait is a number of seconds, not {wait!r}")
        if not math.isfinite(wait) or wait < 0:
            raise ValueError(f"wait is finite and at least 0, not {wait}")
        self._wait = float(wait)

    @property
    def worst_case(self) -> float:
        """Seconds that all waiting of one call can take together."""
        return (self.times - 1) * self.wait


def retry(
    function: Callable[..., Any] | None = None,
    *,
    policy: Policy | None = None,
    on: tuple[type[BaseException], ...] = (Exception,),
    sleep: Callable[[float], Any] | None = None,
) -> Any:
    """Call a function again when it fails; with or without arguments, for functions, methods and `async` ones.

    Args:
        function: What is decorated; None where the decorator has arguments.
        policy: How often, and how long to wait; looked at for each call.
        on: What is tried again.
        sleep: Waits so many seconds; is awaited for an `async` function.
    """
    if function is None:
        return partial(retry, policy=policy, on=on, sleep=sleep)
    policy = policy or Policy()

    if inspect.iscoroutinefunction(function):
        pause = sleep or asyncio.sleep

        @wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            left, wait = policy.times, policy.wait
            while True:
                left -= 1
                try:
                    return await function(*args, **kwargs)
                except on:
                    if not left:
                        raise
                wrapper.retries += 1
                await pause(wait)
    else:
        pause = sleep or time.sleep

        @wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            left, wait = policy.times, policy.wait
            while True:
                left -= 1
                try:
                    return function(*args, **kwargs)
                except on:
                    if not left:
                        raise
                retry.retries += 1
                wrapper.retries = retry.retries
                pause(wait)

    retry.retries = wrapper.retries = getattr(retry, "retries", 0)
    return wrapper
