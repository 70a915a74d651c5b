"""Whether learners' code is contained on this machine, and what is said if it is not."""

from __future__ import annotations

import os
import threading
from functools import cache

from roadworthy.errors import RoadworthyError
from roadworthy.judge.environments import Environment, ensure_environment
from roadworthy.judge.outer import bubblewrap
from roadworthy.judge.pool import the_pool
from roadworthy.judge.stage import StageError
from roadworthy.settings import Containment, Settings

UNCONTAINED = "Your code ran without a sandbox: `roadworthy doctor` says why, and how to have one."
"""The note on a verdict."""

_lock = threading.Lock()
_standing: dict[str, str] = {}  # environment -> why no cell can be made, or ""
_said: list[str] = []


class NotContainedError(RoadworthyError):
    """Learners' code cannot be contained here, and must be."""

    exit_code = 6


def is_contained(environment: Environment | None = None) -> bool:
    """Return True if attempts run in cells; tries once by making one.

    Args:
        environment: Of the attempts; None takes the plainest, building it if need be.

    Raises:
        NotContainedError: They cannot, and the settings say that they must.
    """
    wanted = _wanted(os.environ.get("ROADWORTHY_CONTAINED"))
    if wanted is Containment.NEVER:
        return False
    why = why_not(environment or ensure_environment("python"))
    if why and wanted is Containment.ALWAYS:
        message = f"learners' code cannot be contained on this machine: {why}"
        raise NotContainedError(message, hint="`roadworthy doctor` says which walls stand and how to raise the others")
    return not why


def require_containment() -> None:
    """Have this process judge contained or not at all: for a server that others reach. Builds the plainest environment.

    Raises:
        NotContainedError: It cannot here, or the settings say that it must not.
    """
    if _wanted(os.environ.get("ROADWORTHY_CONTAINED")) is Containment.NEVER:
        message = "a server that others can reach does not run their code uncontained"
        raise NotContainedError(message, where="ROADWORTHY_CONTAINED=never", hint="unset ROADWORTHY_CONTAINED")
    os.environ["ROADWORTHY_CONTAINED"] = Containment.ALWAYS  # also for every attempt from now on
    is_contained()


@cache
def _wanted(_variable: str | None) -> Containment:
    """Return the setting; reading all settings takes a tenth of the time of an attempt."""
    return Settings().contained


def why_not(environment: Environment) -> str:
    """Return why no cell can be made on this machine, or ""."""
    with _lock:
        if environment.folder.name not in _standing:
            _standing[environment.folder.name] = _try(environment)
        return _standing[environment.folder.name]


def _try(environment: Environment) -> str:
    if bubblewrap() is None:
        return "there is no bubblewrap"
    try:
        the_pool().try_cell(environment)
    except StageError as error:
        return str(error)
    return ""


def notes() -> tuple[str, ...]:
    """Return what a learner should be told of running uncontained: once, and nothing after that."""
    with _lock:
        if _said:
            return ()
        _said.append(UNCONTAINED)
        return (UNCONTAINED,)
