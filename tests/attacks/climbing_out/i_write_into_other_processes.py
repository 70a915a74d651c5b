# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""process_vm_readv and process_vm_writev need no tracer; neither does /proc/PID/mem."""

import ctypes
import os

from tools import TARGET, syscall, tried, verdict_of


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def attack():
    buffer = ctypes.create_string_buffer(8)
    here = Vector(ctypes.addressof(buffer), 8)
    pids = {os.getppid(), 1, TARGET["host_pid"], TARGET["runner_pid"]} - {os.getpid()}
    results = []
    for pid in pids:
        results += [
            tried(f"{name} {pid}", lambda name=name, pid=pid: syscall(name, pid, ctypes.byref(here), 1, ctypes.byref(here), 1, 0))
            for name in ("process_vm_readv", "process_vm_writev")
        ]
        results.append(tried(f"the memory of {pid}", lambda pid=pid: os.open(f"/proc/{pid}/mem", os.O_RDWR)))
    return verdict_of(*results)
