# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A program in memory, run by its descriptor, is free of what was said about files; it is as small as I am."""

import os
import shutil
import sys

from tools import read_if_there, tried


def attack():
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            descriptor = os.memfd_create("m", 0)
            with open(shutil.which("cat"), "rb") as program:
                os.write(descriptor, program.read())
            os.dup2(write, 1)
            os.execve(descriptor, ["cat", "/proc/self/status"], {})
        except (OSError, AttributeError):
            pass
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        status = file.read()
    os.waitpid(pid, 0)
    if status and (b"NoNewPrivs:\t1" not in status or b"Seccomp:\t2" not in status or b"CapEff:\t0000000000000000" not in status):
        return "leaked: the program has more than I have"
    return "held"
