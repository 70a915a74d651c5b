"""What stands for learner's code, and for a check, before there are any (see `warm_up.py`)."""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.machinery
import threading
import warnings
from collections.abc import Callable
from typing import Any

Rehearse = Callable[[dict[str, Any]], None]
"""Uses an environment's libraries, given a namespace."""
_PATIENCE = 5.0
"""Seconds in which a thread of a rehearsal has to end."""


def add(left: Any, right: Any) -> Any:
    """Add, as so many exercises do."""
    return left + right


class Kind:
    """A class with an attribute and a method."""

    def __init__(self, value: int) -> None:
        self.value = value

    def double(self) -> int:
        """Return twice the value."""
        return self.value * 2


def fail() -> None:
    """Raise an exception."""
    raise ValueError("as wanted")


def rehearsed() -> None:
    """Compare something."""
    assert add(40, 2) == 42


def ask(peer: Any) -> None:
    """Ask the other side of a channel for what checks ask for."""
    add, kind, fail_there = peer.request("warm_up")
    made = kind(1)
    assert (add(1, 2), made.value, made.double(), add([1], [2])) == (3, 1, 2, [1, 2])
    with contextlib.suppress(ValueError):
        fail_there()


def answer(peer: Any) -> None:
    """Answer what `ask` asks, until the other side says that it has asked enough."""
    over: list[bool] = []
    peer.operations.add(warm_up=lambda: (add, Kind, fail), warmed=lambda: over.append(True))
    peer.serve_until(lambda: bool(over))
    peer.operations.remove("warm_up", "warmed")


def use(rehearse: Rehearse, *, is_first: bool) -> dict[str, Any]:
    """Use an environment's libraries as learners will; what fails is the attempt's affair.

    The first time, in the zygote, they import and build what all attempts share. After that, in a process that waits
    for its attempt, the memory that they write to is copied before anybody waits for it.

    Args:
        rehearse: Does it.
        is_first: Whether nothing was used before.

    Returns:
        What it made.
    """
    made: dict[str, Any] = {"__name__": "rehearsal", "rounds": 2 if is_first else 1}
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rehearse(made)
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(_PATIENCE)
    gc.collect()
    gc.freeze()
    return made


def load() -> dict[str, Any]:
    """Load a module from its source, as learners' modules are, and look for one that is not there; return the first."""
    loader = importlib.machinery.SourceFileLoader("rehearsal", __file__)
    code: Any = loader.source_to_code(loader.get_data(__file__), __file__)
    made: dict[str, Any] = {"__name__": "rehearsal"}
    exec(code, made)  # noqa: S102  # this very file
    importlib.invalidate_caches()
    with contextlib.suppress(ImportError):
        importlib.import_module("there_is_no_such_module")
    return made
