# /// attack
# verdict = ["failed", "limit"]
# ///
"""Two processes write on one channel, and neither waits for the other."""

import os

from tools import mark_me, reply


def answer():
    for _ in range(4):
        if os.fork() == 0:
            mark_me()
            for _ in range(200):
                reply(42)
            os._exit(0)
    for _ in range(200):
        reply(41)
    return 0
