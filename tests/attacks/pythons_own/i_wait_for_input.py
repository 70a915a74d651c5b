# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""input() and raw reads, where there is nothing to read."""

import os
import sys


def answer():
    for read in (input, sys.stdin.readline, lambda: os.read(0, 1)):
        try:
            read()
        except (EOFError, OSError):
            continue
    return 0
