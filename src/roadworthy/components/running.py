"""What runs of components on this machine, and what it takes."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from roadworthy.components.disk import MB, disk_usage
from roadworthy.components.packages import package_folders
from roadworthy.components.registry import known_components


@dataclass(frozen=True, slots=True)
class Usage:
    """What one server of ours, or one installed package, takes.

    Attributes:
        name: Of the component or the package.
        folder: Where it lives.
        memory: Bytes of memory (resident) of its processes; 0 for a package.
        disk: Bytes of its folder.
        bound: Bytes that its folder may hold; 0 for a package.
    """

    name: str
    folder: Path
    memory: int
    disk: int
    bound: int = 0


def running_servers() -> tuple[Usage, ...]:
    """Return the servers of every Roadworthy of this account, found by their folders, the largest first."""
    memory: dict[Path, int] = {}
    known = known_components()
    base = Path(tempfile.gettempdir()).resolve()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            place = Path(process.cwd()).relative_to(base).parts
            if place and _named(place[0]):
                folder = base / place[0]
                memory[folder] = memory.get(folder, 0) + process.memory_info().rss
    found = (
        Usage(name, folder, size, disk_usage(folder), known[name].disk_mb * MB if name in known else 0)
        for folder, size in memory.items()
        if (name := _named(folder.name))
    )
    return tuple(sorted(found, key=lambda usage: -usage.memory))


def installed_packages() -> tuple[Usage, ...]:
    """Return the packages that were installed for components, the largest first."""
    found = (Usage(folder.name.rpartition("-")[0], folder, 0, disk_usage(folder)) for folder in package_folders())
    return tuple(sorted(found, key=lambda usage: -usage.disk))


def _named(folder: str) -> str:
    """Return which component a folder is of, "" if it is not one of ours."""
    parts = folder.split("-")
    return "-".join(parts[1:-2]) if len(parts) >= 4 and parts[0] == "roadworthy" and parts[-2].isdecimal() else ""
