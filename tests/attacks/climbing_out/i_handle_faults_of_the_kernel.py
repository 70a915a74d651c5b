# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""userfaultfd stops the kernel where an exploit needs it to stop."""

import os

from tools import syscall, tried, verdict_of


def attack():
    return verdict_of(
        tried("userfaultfd", lambda: syscall("userfaultfd", 0)),
        tried("userfaultfd for users", lambda: syscall("userfaultfd", 1)),
        tried("/dev/userfaultfd", lambda: os.open("/dev/userfaultfd", os.O_RDWR)),
    )
