"""What a judge holds, and what it may not leave behind, as seen from outside its processes."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path

import psutil

from roadworthy.judge.outer import NOBODY

_PROC = Path("/proc")


def descendants() -> list[psutil.Process]:
    """Return all processes below this one, the dead that nobody has waited for included."""
    return psutil.Process().children(recursive=True)


def names_of(processes: list[psutil.Process]) -> list[str]:
    """Return what the processes are, for a message."""
    names = []
    for one in processes:
        with contextlib.suppress(psutil.Error):
            is_dead = one.status() == psutil.STATUS_ZOMBIE
            command = "dead" if is_dead else " ".join(one.cmdline())[-120:]
            names.append(f"{one.pid} of {one.ppid()}: {one.name()} {command}")
    return names


def held() -> Counter[str]:
    """Return how many of each thing this process and the machine's shared places hold.

    Threads are among it, mounts, its control groups, IPC objects and shared memory.
    """
    found: Counter[str] = Counter()
    for fd in (_PROC / "self/fd").iterdir():
        with contextlib.suppress(OSError):
            found[f"descriptor {str(fd.readlink()).partition(':')[0]}"] += 1
    found["threads"] = psutil.Process().num_threads()
    found["mounts"] = len(Path("/proc/self/mounts").read_text().splitlines())
    user = NOBODY if os.geteuid() == 0 else os.geteuid()  # whose learners' code is, outside
    for path in Path("/dev/shm").iterdir():  # noqa: S108  # looked at
        with contextlib.suppress(OSError):
            found["shared memory"] += path.stat().st_uid == user
    found["control groups"] = len(control_groups(os.getpid()))
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            head, *rows = (line.split() for line in (_PROC / "sysvipc" / kind).read_text().splitlines())
            found[f"SysV {kind}"] = sum(row[head.index("uid")] == str(user) for row in rows)
    return found


def control_groups(pid: int) -> list[Path]:
    """Return the control groups that a judge with this pid made."""
    return sorted(Path("/sys/fs/cgroup").glob(f"**/roadworthy-{pid}-*"))


def pss_mb(pids: list[int]) -> float:
    """Return the proportional memory of processes, in MiB, without files, which programs of others share as well."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
    return total / 1024
