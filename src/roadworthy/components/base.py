"""What a component is, what it means that it is there, and what an attempt gets of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from roadworthy.errors import MissingToolError, RoadworthyError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Progress = Callable[[str], None]


class ComponentError(RoadworthyError):
    """A component that is there could not be started or leased; ours to mend, never the learner's fault."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The component's program on this machine."""

    path: Path
    version: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why the component cannot be had here, and the command that brings it."""

    reason: str
    install: str


@dataclass(frozen=True)
class Lease:
    """A private piece of a component for one attempt.

    Attributes:
        env: Environment variables with its address, for checker and subject.
        log: Returns the last so many lines that the component logged during the lease.
    """

    env: Mapping[str, str]
    log: Callable[[int], str] = field(default=lambda _lines: "")


class Component(Protocol):
    """A real system that labs run against. One small file each; the registry is `COMPONENTS` in `registry.py`."""

    @property
    def name(self) -> str:
        """As labs name it."""
        ...

    @property
    def title(self) -> str:
        """For people."""
        ...

    def find(self) -> Found | Missing:
        """Look for the program; quick, starts no server."""
        ...

    def lease(self, tell: Progress) -> AbstractContextManager[Lease]:
        """Provide a private piece, starting what it needs; gone without a trace afterwards.

        Raises:
            MissingToolError: The program is not on this machine.
            ComponentError: It could not be started.
        """
        ...

    def self_test(self, env: Mapping[str, str]) -> None:
        """Use a lease as a client would.

        Raises:
            ComponentError: It does not answer as it should.
        """
        ...


def find_program(names: Sequence[str], *, places: Sequence[str] = ()) -> Path | None:
    """Return the first program found: in the places (glob patterns, the highest version first), then on the PATH.

    Args:
        names: File names to try, in this order.
        places: Absolute folders, which may hold `*`.
    """
    for name in names:
        for place in places:
            for folder in sorted(Path("/").glob(place.lstrip("/")), key=_version_key, reverse=True):
                if shutil.which(name, path=str(folder)):
                    return folder / name
        if found := shutil.which(name):
            return Path(found)
    return None


def require(component: Component) -> Found:
    """Return where the component's program is.

    Raises:
        MissingToolError: It is not on this machine; the hint is the command that brings it.
    """
    found = component.find()
    if isinstance(found, Missing):
        raise MissingToolError(f"{component.title} is needed: {found.reason}", hint=found.install)
    return found


def read_version(command: Sequence[str | Path], pattern: str) -> str:
    """Return the version that a program tells, or "?" if it doesn't.

    Args:
        command: What makes it tell.
        pattern: Regular expression whose first group is the version.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return "?"
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "?"


def how_to_install(debian: str, homebrew: str) -> str:
    """Return the command that installs a package on this machine."""
    if shutil.which("brew") and not shutil.which("apt-get"):
        return f"brew install {homebrew}"
    return f"sudo apt-get install {debian}"


def _version_key(path: Path) -> list[int]:
    return [int(part) for part in path.as_posix().replace("-", "/").replace(".", "/").split("/") if part.isdigit()]
