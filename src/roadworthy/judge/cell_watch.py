"""Looking at the processes of a cell from outside, through /proc."""

from __future__ import annotations

import os
from pathlib import Path

from roadworthy.judge.guest.walls.limits import CALLERS

_PROC = Path("/proc")
_NO_PID = 1 << 24
"""Above all pids that Linux gives."""


class CellWatch:
    """What the processes of one cell use.

    Args:
        warden: The cell's first process.
    """

    def __init__(self, warden: int) -> None:
        self._warden = warden
        self._inside: dict[int, int] = {}  # pid outside -> inside
        self._waited: dict[int, float] = {}  # pid -> seconds, when last looked at
        self._starved = 0.0

    def processes(self) -> int:
        """Return how many there are beside the warden, and threads beyond those that checks may call from."""
        return sum(max(1, _threads(pid) - CALLERS) for pid in self._all())

    def memory_mb(self) -> float:
        """Return the private memory of all of them, in MiB."""
        return sum(_private_mb(pid) for pid in self._all())

    def starved_seconds(self) -> float:
        """Return how long they have been ready to run while no processor was free, in seconds; it never falls.

        From one look to the next, what the one of them waited that waited longest: those that wait at the same time
        do not count twice, and those that have ended by the next look have been counted.
        """
        waited = {pid: _waited(pid) for pid in self._all()}
        self._starved += max((seconds - self._waited.get(pid, 0.0) for pid, seconds in waited.items()), default=0.0)
        self._waited = waited
        return self._starved

    def pid_outside(self, inside: int) -> int:
        """Return the pid by which the host (and the checker) knows a process of the cell.

        For one that has ended already it is one that no process has.
        """
        found = next((pid for pid in self._all() if _inner_pid(pid) == inside), _NO_PID + inside)
        self._inside[found] = inside
        return found

    def pid_inside(self, outside: int) -> int:
        """Return the pid inside the cell of a process that `pid_outside` told of, else 0."""
        return self._inside.get(outside, 0)

    def _all(self) -> list[int]:
        """Return the pids of the cell's processes but the warden's, as far as they can be seen."""
        found: list[int] = []
        waiting = children(self._warden) if self._warden else []
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += children(pid)
        return found


def _inner_pid(pid: int) -> int:
    try:
        for line in (_PROC / str(pid) / "status").read_text(errors="replace").splitlines():
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    except OSError:
        pass
    return 0


def children(pid: int) -> list[int]:
    """Return the pids of a process's children."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
            found += map(int, (_PROC / str(pid) / "task" / task / "children").read_text().split())
    except OSError:
        pass
    return found


def _threads(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
    except OSError:
        return 0


def _private_mb(pid: int) -> float:
    """Return what a process made, mappings that it shares with others included; not the files that it maps."""
    found = 0
    try:
        for line in (_PROC / str(pid) / "status").read_text(errors="replace").splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                found += int(line.split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return found / 1024


def _waited(pid: int) -> float:
    try:
        return int((_PROC / str(pid) / "schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
