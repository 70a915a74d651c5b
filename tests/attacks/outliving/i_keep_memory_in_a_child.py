# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""A file in memory, whose only descriptor is a child's."""

import os
import time

from tools import mark_me


def attack():
    try:
        descriptor = os.memfd_create("kept")
    except OSError:
        descriptor = os.open("kept", os.O_CREAT | os.O_RDWR)
    os.write(descriptor, b"x" * 4096)
    read, write = os.pipe()
    if os.fork() == 0:
        mark_me()
        os.setsid()
        os.write(write, b"x")
        time.sleep(600)
    os.read(read, 1)
    os.close(descriptor)
    return "held"
