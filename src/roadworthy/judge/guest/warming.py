"""What stands for learner's code, and for a check, before there are any (see `warm_up.py`)."""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.machinery
import os
import socket
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .peer import Peer
from .surroundings import Surroundings

Rehearse = Callable[[dict[str, Any]], None]
"""Uses an environment's libraries, given a namespace."""
_EXCHANGES = 12
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
    file = str(Path(__file__).with_name("waiting.py"))  # any that imports nothing of ours
    loader = importlib.machinery.SourceFileLoader("rehearsal", file)
    code: Any = loader.source_to_code(loader.get_data(file), file)
    made: dict[str, Any] = {"__name__": "rehearsal"}
    exec(code, made)  # noqa: S102  # a file of ours
    importlib.invalidate_caches()
    with contextlib.suppress(ImportError):
        importlib.import_module("there_is_no_such_module")
    return made


def exchange(side: str) -> None:
    """Let this process be one end of channels and a fork the other, in the process that will fork checkers or subjects.

    CPython replaces instructions by faster ones once a function has run some times (PEP 659): what that writes here
    stays shared.

    Args:
        side: "checker" or "subject": what its forks will be.
    """
    pairs = [socket.socketpair() for _ in range(_EXCHANGES)]
    is_fork = os.fork() == 0
    try:
        for pair in pairs:
            pair[not is_fork].close()  # so that who is left alone hears of it
        for pair in pairs:
            with pair[is_fork], contextlib.suppress(ConnectionError):
                _talk(pair[is_fork], "subject" if (side == "checker") == is_fork else "checker")
    finally:
        if is_fork:
            os._exit(0)


def _talk(sock: socket.socket, side: str) -> None:
    surroundings = Surroundings()
    peer = Peer(
        sock,
        side,
        lambda module: side == "subject" and module == __name__,
        before_crossing=surroundings.changes,
        on_surroundings=surroundings.apply,
    )
    if side == "checker":
        ask(peer)
        peer.request("warmed")
    else:
        answer(peer)
