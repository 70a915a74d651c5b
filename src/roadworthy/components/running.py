"""What runs of components on this machine, and what it takes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from roadworthy.components.packages import package_folders


@dataclass(frozen=True, slots=True)
class Usage:
    """What one server of ours, or one installed package, takes.

    Attributes:
        name: Of the component or the package.
        folder: Where it lives.
        memory: Bytes of memory (resident) of its processes; 0 for a package.
        disk: Bytes of its folder.
    """

    name: str
    folder: Path
    memory: int
    disk: int


def running_servers() -> tuple[Usage, ...]:
    """Return the servers of every Roadworthy of this account, found by their folders, the largest first."""
    memory: dict[Path, int] = {}
    base = Path(tempfile.gettempdir()).resolve()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            place = Path(process.cwd()).relative_to(base).parts
            if place and _named(place[0]):
                folder = base / place[0]
                memory[folder] = memory.get(folder, 0) + process.memory_info().rss
    found = (Usage(_named(folder.name), folder, size, disk_usage(folder)) for folder, size in memory.items())
    return tuple(sorted(found, key=lambda usage: -usage.memory))


def installed_packages() -> tuple[Usage, ...]:
    """Return the packages that were installed for components, the largest first."""
    found = (Usage(folder.name.rpartition("-")[0], folder, 0, disk_usage(folder)) for folder in package_folders())
    return tuple(sorted(found, key=lambda usage: -usage.disk))


def disk_usage(folder: Path) -> int:
    """Return the bytes that the files of a folder take, as far as we may look."""
    total = 0
    for place, _folders, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                total += (Path(place) / file).lstat().st_size
    return total


def _named(folder: str) -> str:
    """Return which component a folder is of, "" if it is not one of ours."""
    parts = folder.split("-")
    return "-".join(parts[1:-2]) if len(parts) >= 4 and parts[0] == "roadworthy" and parts[-2].isdecimal() else ""
