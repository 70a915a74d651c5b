# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# twice = true
# ///
"""System V shared memory, semaphores and queues live until somebody removes them."""

import ctypes

from tools import TARGET

libc = ctypes.CDLL(None, use_errno=True)


def attack():
    key = TARGET["ipc_key"]
    found = libc.shmget(key, 4096, 0o666) >= 0 or libc.msgget(key, 0o666) >= 0 or libc.semget(key, 1, 0o666) >= 0
    libc.shmget(key, 4096, 0o1666)
    libc.msgget(key, 0o1666)
    libc.semget(key, 1, 0o1666)
    return "leaked: it is still there" if found else "held"
