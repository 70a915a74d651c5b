# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Ports of the processor, and a place in front of everybody in its queue."""

import os

from tools import libc, syscall, tried, verdict_of


def attack():
    return verdict_of(
        tried("ports", lambda: syscall("ioperm", 0x80, 1, 1)),
        tried("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))),
        tried("a better place", lambda: os.nice(-10)),
        tried("the host's name", lambda: libc("sethostname", b"mine", 4)),
    )
