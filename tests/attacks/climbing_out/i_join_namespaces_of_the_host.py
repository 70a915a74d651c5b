# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""setns into what process 1, my parent or the bait live in."""

import os

from tools import TARGET, syscall, tried, verdict_of


def join(pid, name):
    descriptor = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
    if os.path.samestat(os.fstat(descriptor), os.stat(f"/proc/self/ns/{name}")):
        raise OSError("it is mine")
    return syscall("setns", descriptor, 0)


def attack():
    pids = (1, os.getppid(), TARGET["host_pid"])
    return verdict_of(*(tried(f"{name} of {pid}", lambda pid=pid, name=name: join(pid, name)) for pid in pids for name in ("user", "mnt", "net", "pid")))
