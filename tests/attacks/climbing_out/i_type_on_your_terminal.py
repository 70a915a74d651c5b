# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""TIOCSTI puts characters into the input of whoever started me."""

import fcntl
import glob
import os

from tools import tried, verdict_of

TIOCSTI, TIOCLINUX = 0x5412, 0x541C


def push(path):
    descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(descriptor, TIOCSTI, b"\0")
    return path


def attack():
    own = [lambda number=number: fcntl.ioctl(number, TIOCSTI, b"\0") for number in range(3)]
    terminals = ["/dev/tty", *glob.glob("/dev/pts/[0-9]*")]
    return verdict_of(
        *(tried(f"descriptor {number}", attempt) for number, attempt in enumerate(own)),
        *(tried(path, lambda path=path: push(path)) for path in terminals),
    )
