"""What an attempt may not leave on the host: processes, files, IPC objects, keys, sockets, mounts."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

_PROC = Path("/proc")
_SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", "/run/shm")  # noqa: S108  # looked at
_ENDING = 5.0
"""Seconds that the last processes of a cell may take to end."""


def left_over(mark: str, ipc_key: int) -> list[str]:
    """Return what carries the mark of an attempt that is over. Processes among it are ended."""
    return [
        *_processes(mark),
        *_files(mark),
        *_ipc(ipc_key),
        *_listed("net/unix", mark),
        *_listed("keys", mark),
        *_listed("self/mounts", mark),
    ]


def _processes(mark: str) -> list[str]:
    marked: dict[psutil.Process, str] = {}
    for process in psutil.process_iter():
        try:
            with process.oneshot():
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                name, command = process.name(), process.cmdline()
                signs = [name, *command, *_quietly(process)]
        except psutil.Error:
            continue
        if any(mark in sign for sign in signs):
            marked[process] = f"process {process.pid} {name} {' '.join(command)[:200]}"
    # The kernel ends what is in a cell one after the other: on a busy machine the last may still be at it.
    _, left = psutil.wait_procs(list(marked), timeout=_ENDING)
    found = []
    for process in left:
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(marked[process])
                process.kill()
    return found


def _quietly(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.Error, OSError):
        return [process.cwd(), *process.environ().values()]
    return []


def _files(mark: str) -> list[str]:
    found = []
    for folder in _SHARED_FOLDERS:
        with contextlib.suppress(OSError):
            found += [f"{folder}/{name}" for name in os.listdir(folder) if mark in name]  # noqa: PTH208  # odd names
    return found


def _ipc(key: int) -> list[str]:
    found = []
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            lines = (_PROC / "sysvipc" / kind).read_text().splitlines()[1:]
            found += [f"SysV {kind} {line.split()[1]}" for line in lines if int(line.split()[0]) == key]
    return found


def _listed(place: str, mark: str) -> list[str]:
    with contextlib.suppress(OSError):
        return [f"{place}: {line}" for line in (_PROC / place).read_text().splitlines() if mark in line]
    return []
