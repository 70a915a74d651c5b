# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A tracer writes into whomever it traces: my parent, the bait, process 1."""

import os

from tools import TARGET, syscall, tried, verdict_of

ATTACH, SEIZE = 16, 0x4206


def attack():
    pids = {os.getppid(), 1, TARGET["host_pid"], TARGET["runner_pid"]} - {os.getpid()}
    return verdict_of(
        *(tried(f"tracing {pid}", lambda pid=pid, how=how: syscall("ptrace", how, pid, 0, 0)) for pid in pids for how in (SEIZE, ATTACH))
    )
