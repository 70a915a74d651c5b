# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""pidfd_getfd copies a descriptor out of another process."""

import os

from tools import TARGET, syscall, tried, verdict_of


def take(pid):
    handle = syscall("pidfd_open", pid, 0)
    return [syscall("pidfd_getfd", handle, number, 0) for number in range(3, 12)]


def attack():
    pids = {1, os.getppid(), TARGET["host_pid"], TARGET["runner_pid"]} - {os.getpid()}
    return verdict_of(*(tried(f"descriptors of {pid}", lambda pid=pid: take(pid)) for pid in pids))
