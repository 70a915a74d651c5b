# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Rings do what filters of system calls do not see: open, connect, send."""

import ctypes

from tools import syscall, tried


def attack():
    return tried("a ring", lambda: syscall("io_uring_setup", 4, ctypes.create_string_buffer(120)))
