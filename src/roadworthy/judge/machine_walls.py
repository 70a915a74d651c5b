"""Which walls around learners' code stand on this machine, and the one command that raises each of the others."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from roadworthy.judge.environments import find_environment
from roadworthy.judge.machine_model import Examined, Standing

_AREA = "Walls"
_PROBE_SECONDS = 90
_STANDS = "stands"
_NAMESPACES = ("user", "pid", "mount", "ipc", "uts", "net", "cgroup")
# Kernel settings that keep ordinary users from making namespaces: file, the value that does so, the command.
_SETTINGS = (
    ("user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"),
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
)  # fmt: skip
_CONTAINER = "docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined"


def examine_walls(system: Path = Path("/")) -> Iterator[Examined]:
    """Look at the walls.

    Args:
        system: Root of the file system whose /proc says how the kernel is set.
    """
    if sys.platform != "linux":
        yield Examined(_AREA, "sandbox", Standing.NOTE, "only Linux has one; your own code runs as you")
        return
    if "microsoft" in platform.release().lower():
        yield Examined(_AREA, "WSL", Standing.OK, f"Linux on Windows, kernel {platform.release()}")
    if program := shutil.which("bwrap"):
        yield Examined(_AREA, "bubblewrap", Standing.OK, program)
    else:
        detail = "not here; your own code runs as you"
        yield Examined(_AREA, "bubblewrap", Standing.NOTE, detail, "sudo apt-get install bubblewrap")
    yield from _kernel(_probe(), system)
    yield _cell()


def _probe() -> dict[str, str]:
    """Try every wall, in a process of its own, since that forks."""
    command = [sys.executable, "-m", "roadworthy.judge.guest.walls.probe"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {}
    return dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if " " in line)


def _kernel(walls: dict[str, str], system: Path) -> Iterator[Examined]:
    lacking = {name: walls.get(name, "could not be tried") for name in _NAMESPACES}
    lacking = {name: why for name, why in lacking.items() if why != _STANDS}
    if lacking:
        why = "; ".join(f"{name}: {why}" for name, why in lacking.items())
        yield Examined(_AREA, "namespaces", Standing.NOTE, why, mend_namespaces(system))
    else:
        yield Examined(_AREA, "namespaces", Standing.OK, ", ".join(_NAMESPACES))
    in_container = _is_container(system)
    delegate = "systemd-run --user --scope -p Delegate=yes roadworthy" if shutil.which("systemd-run") else ""
    for name, title, good, bad, mend in (
        ("proc", "/proc", "of its own for every attempt", "none of its own", _CONTAINER if in_container else ""),
        ("seccomp", "seccomp", "calls of the kernel are filtered", "no filter", _CONTAINER if in_container else ""),
        ("landlock", "Landlock", "a second wall around files", "no second wall around files", ""),
        ("memory", "memory", "bounded for all processes of an attempt", "bounded for each process only", delegate),
        ("pids", "processes", "counted by the kernel for each attempt", "counted by user, not by attempt", delegate),
    ):
        why = walls.get(name, "could not be tried")
        if why == _STANDS:
            yield Examined(_AREA, title, Standing.OK, good)
        else:
            yield Examined(_AREA, title, Standing.NOTE, f"{bad}: {why}", mend)


def mend_namespaces(system: Path) -> str:
    """Return the command that lets this user make namespaces, "" if none is known."""
    for name, value, command in _SETTINGS:
        try:
            if (system / "proc/sys" / name).read_text().strip() == value:
                return command
        except OSError:
            continue  # this kernel has no such setting
    return _CONTAINER if _is_container(system) else ""


def _is_container(system: Path) -> bool:
    return any((system / mark).exists() for mark in (".dockerenv", "run/.containerenv"))


def _cell() -> Examined:
    environment = find_environment("python")
    if environment is None:
        detail = "not tried: that needs an environment"
        return Examined(_AREA, "cell", Standing.NOTE, detail, "roadworthy doctor --build")
    if os.environ.get("ROADWORTHY_CONTAINED", "").lower() == "never":
        detail = "switched off by ROADWORTHY_CONTAINED=never"
        return Examined(_AREA, "cell", Standing.NOTE, detail, "unset ROADWORTHY_CONTAINED")
    from roadworthy.judge.containment import why_not  # starts warm processes, so it is loaded where it is wanted

    why = why_not(environment)
    if why:
        return Examined(_AREA, "cell", Standing.NOTE, f"none can be made, your own code runs as you: {why}")
    return Examined(_AREA, "cell", Standing.OK, "learners' code is contained")
