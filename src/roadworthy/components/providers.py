"""Ways of coming by a component: an address that the user gives, a program of the machine's."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from roadworthy.components.base import Found, Missing, Progress, Source

SBIN = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")


@dataclass(frozen=True, slots=True)
class Given:
    """A server that the user has and names in a variable.

    The variables begin with ROADWORTHY_. A shell may well have POSTGRESQL_URL or REDIS_URL set, for another program and
    with data that matters; whoever sets ROADWORTHY_POSTGRESQL_URL means this program.

    Attributes:
        variable: Its name.
        example: What it may look like.
    """

    variable: str
    example: str
    source: Source = Source.GIVEN

    def look(self) -> Found | Missing:
        """Return the address if the variable is set."""
        if address := os.environ.get(self.variable):
            return Found(Path("/"), "?", Source.GIVEN, address)
        return Missing(f"{self.variable} is not set", f"export {self.variable}={self.example}")

    def prepare(self, tell: Progress) -> None:
        """Do nothing; it is the user's."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A program that is installed on this machine.

    Attributes:
        names: Of the program, to try in this order.
        debian: Packages that bring it.
        homebrew: Likewise; "" where there is none.
        places: Absolute folders to look in before the PATH; they may hold `*`, and then the highest version wins.
        version_args: What makes it tell its version; empty if `version_pattern` is about its path.
        version_pattern: Regular expression whose first group is the version.
        version_file: With empty `version_args`: another file whose path, with `*`, tells the version; where there is none,
            the program's own path does.
        lacks: Returns what is missing beside the program, "" if nothing is; with its command if the packages do not bring it.
    """

    names: tuple[str, ...]
    debian: str
    homebrew: str = ""
    places: tuple[str, ...] = SBIN
    version_args: tuple[str, ...] = ("--version",)
    version_pattern: str = r"(\d+(?:\.\d+)+)"
    version_file: str = ""
    lacks: Callable[[Path], str | Missing] = lambda _path: ""
    source: Source = Source.MACHINE

    def look(self) -> Found | Missing:
        """Look for the program and ask it for its version, once for each state of its file."""
        path = find_program(self.names, places=self.places)
        install = how_to_install(self.debian, self.homebrew)
        if path is None:
            return Missing(f"no {self.names[0]} is installed", install)
        if lacking := self.lacks(path):
            return lacking if isinstance(lacking, Missing) else Missing(lacking, install)
        if self.version_args:
            version = _version(path, path.stat().st_mtime_ns, self.version_args, self.version_pattern)
        else:
            files = sorted(Path("/").glob(self.version_file.lstrip("/"))) if self.version_file else []
            places = files or [path.resolve()]
            told = re.search(self.version_pattern, " ".join(str(place) for place in places))
            version = told[1] if told else "?"
        return Found(path, version)

    def prepare(self, tell: Progress) -> None:
        """Do nothing; it is there."""


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


def how_to_install(debian: str, homebrew: str = "") -> str:
    """Return the command that installs a package on this machine."""
    if homebrew and shutil.which("brew") and not shutil.which("apt-get"):
        return f"brew install {homebrew}"
    return f"sudo apt-get install {debian}"


@functools.lru_cache(maxsize=256)
def _version(path: Path, _changed: int, args: tuple[str, ...], pattern: str) -> str:
    try:
        done = subprocess.run([path, *args], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return "?"
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "?"


def _version_key(path: Path) -> list[int]:
    return [int(part) for part in path.as_posix().replace("-", "/").replace(".", "/").split("/") if part.isdigit()]
