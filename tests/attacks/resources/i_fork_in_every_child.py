# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2, processes = 16 }
# ///
"""A fork bomb whose children fork: eight generations at most, which would make 256."""

import os
import time


def answer():
    for _ in range(8):
        try:
            os.fork()
        except OSError:
            break
    time.sleep(30)
