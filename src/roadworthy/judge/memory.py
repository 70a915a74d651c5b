"""A bound for all memory of a cell together: a control group, where this machine lets us make one.

It counts what no limit of a process does: shared memory, files in memory, the kernel's buffers for sockets and pipes.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
from functools import cache
from pathlib import Path

from roadworthy.judge.guest.walls import cgroups

_NAMES = {1: ("memory.limit_in_bytes", "memory.usage_in_bytes", "memory.oom_control"),
          2: ("memory.max", "memory.current", "memory.events")}  # fmt: skip
_PREFIX = "roadworthy-"
_numbers = itertools.count(1)


class MemoryGroup:
    """The control group of one cell.

    Args:
        folder: Where it is; it exists.
        version: Of control groups: 1 or 2.
    """

    def __init__(self, folder: Path, version: int) -> None:
        self._folder = str(folder)
        self._limit, self._usage, self._events = _NAMES[version]

    def take(self, pids: list[int]) -> None:
        """Move processes into it; what they start is in it too. Raises OSError."""
        for pid in pids:
            self._write("cgroup.procs", str(pid))

    def limit(self, mb: int) -> None:
        """Bound what it holds, in MiB; raises OSError."""
        self._write(self._limit, str(mb * 1024 * 1024))

    def usage_mb(self) -> float:
        """Return what it holds, in MiB."""
        return int(self._read(self._usage) or 0) / 1024**2

    def has_overflowed(self) -> bool:
        """Return True if the kernel had to kill something in it."""
        lines = (line.split() for line in self._read(self._events).splitlines())
        return any(words[0] == "oom_kill" and int(words[1]) > 0 for words in lines if len(words) > 1)

    def remove(self) -> bool:
        """Remove it; return False if something in it still has to end."""
        try:
            os.rmdir(self._folder)  # noqa: PTH106  # hot
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def _write(self, name: str, text: str) -> None:
        fd = os.open(f"{self._folder}/{name}", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)

    def _read(self, name: str) -> str:
        try:
            with open(f"{self._folder}/{name}", encoding="ascii") as file:  # noqa: PTH123  # hot
                return file.read()
        except OSError:
            return ""


class MemoryGroups:
    """Makes control groups, and removes them once nothing is in them any more."""

    def __init__(self) -> None:
        self._left: list[MemoryGroup] = []
        self._lock = threading.Lock()

    def make(self) -> MemoryGroup | None:
        """Return a new group, or None where none can be made."""
        self.tidy()
        if (place := _place()) is None:
            return None
        folder = place[0] / f"{_PREFIX}{os.getpid()}-{_begun(os.getpid())}-{next(_numbers)}"
        try:
            folder.mkdir()
        except OSError:
            return None
        return MemoryGroup(folder, place[1])

    def leave(self, group: MemoryGroup) -> None:
        """Remove a group as soon as it is empty."""
        if not group.remove():
            with self._lock:
                self._left.append(group)

    def tidy(self) -> None:
        """Remove what could not be removed before."""
        with self._lock:
            self._left = [group for group in self._left if not group.remove()]


@cache
def _place() -> tuple[Path, int] | None:
    """Return the folder where groups can be made, and the version; what died judges left there is removed."""
    try:
        cgroups.try_one("memory")
        found = cgroups.own("memory")
    except OSError:
        return None
    if found is None:
        return None
    sweep(found[0])
    return found


def sweep(place: Path) -> None:
    """Remove the groups in a place whose makers are dead; another process may have the pid of one by now."""
    for folder in place.glob(f"{_PREFIX}*-*"):
        pid, begun, *_ = folder.name.removeprefix(_PREFIX).split("-")
        if pid.isdecimal() and _begun(int(pid)) != begun:
            with contextlib.suppress(OSError):  # something in it has not ended yet
                folder.rmdir()


def _begun(pid: int) -> str:
    """Return when a process began, in ticks since the machine did; "" if there is no such process."""
    try:
        stat = Path("/proc", str(pid), "stat").read_bytes()
    except OSError:
        return ""
    return stat.rpartition(b")")[2].split()[19].decode()


def is_bounded() -> bool:
    """Return True if all memory of an attempt together is bounded on this machine."""
    return _place() is not None
