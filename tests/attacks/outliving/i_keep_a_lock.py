# /// attack
# verdict = ["passed"]
# checks = "held"
# twice = true
# ///
"""A lock on a file that all attempts share, kept by a child; the second time it is taken."""

import fcntl
import os
import sys
import time

from tools import mark_me


def attack():
    file = open(os.path.realpath(sys.executable), "rb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return "leaked: somebody holds the lock"
    if os.fork() == 0:
        mark_me()
        os.setsid()
        time.sleep(600)
    return "held"
