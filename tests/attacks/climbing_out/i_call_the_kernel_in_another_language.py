# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Numbers of system calls for another mode of the processor (x32) mean others to a careless filter."""

import ctypes
import errno
import os
import platform

from tools import tried, verdict_of

LIBC = ctypes.CDLL(None, use_errno=True)
X32 = 0x40000000


def called(number):
    if platform.machine() != "x86_64":
        raise OSError("no such mode")
    result = LIBC.syscall(ctypes.c_long(X32 + number), 0, 0, 0, 0)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def attack():
    return verdict_of(*(tried(name, lambda number=number: called(number)) for name, number in {"getpid": 39, "unshare": 272, "ptrace": 521}.items()))
