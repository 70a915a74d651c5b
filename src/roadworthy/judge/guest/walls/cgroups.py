"""Whether this process may make control groups beneath its own that bound memory or processes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_THIS_PROCESS = Path("/proc/self")
_FILES = {  # controller -> the file that holds its limit in version 2, and in version 1
    "memory": ("memory.max", "memory.limit_in_bytes"),
    "pids": ("pids.max", "pids.max"),
}


def own(controller: str, process: Path = _THIS_PROCESS) -> tuple[Path, int] | None:
    """Return the folder of a process's control group for a controller and the version (1 or 2), if one is mounted.

    Args:
        controller: "memory" or "pids".
        process: its folder in /proc.
    """
    mounts = [line.split() for line in (process / "mountinfo").read_text(encoding="utf-8").splitlines()]
    groups = [line.split(":", 2) for line in (process / "cgroup").read_text(encoding="utf-8").splitlines()]
    for _, controllers, group in groups:
        if controllers and controller not in controllers.split(","):
            continue
        for mount in mounts:
            after = mount[mount.index("-") + 1 :]
            if after[0] != ("cgroup" if controllers else "cgroup2"):
                continue
            if controllers and controller not in after[2].split(","):
                continue
            folder = Path(mount[4]) / os.path.relpath(group, mount[3])
            if controllers or controller in (folder / "cgroup.controllers").read_text(encoding="utf-8").split():
                return folder, 1 if controllers else 2
    return None


def try_one(controller: str, process: Path = _THIS_PROCESS) -> None:
    """Make a control group beneath a process's own, see that its limit can be written, and remove it.

    Args:
        controller: "memory" or "pids".
        process: its folder in /proc.

    Raises:
        OSError: it cannot be done; says why.
    """
    found = own(controller, process)
    if found is None:
        raise OSError(f"no mounted control group has the {controller} controller for this process")
    folder, version = found
    made = folder / f"roadworthy-probe-{os.getpid()}"
    try:
        made.mkdir()
    except OSError as error:
        raise OSError(f"no group can be made in {folder}: {error.strerror}") from None
    try:
        limit = made / _FILES[controller][2 - version]
        if not limit.exists():
            raise OSError(f"{folder} does not hand the {controller} controller on (cgroup.subtree_control)")
        if not os.access(limit, os.W_OK):
            raise OSError(f"{limit} cannot be written")
    finally:
        with contextlib.suppress(OSError):
            made.rmdir()
