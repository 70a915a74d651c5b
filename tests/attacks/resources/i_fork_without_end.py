# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2, processes = 16 }
# ///
"""A fork bomb, which ends by itself after 500 children."""

import os
import time


def answer():
    born = 0
    while born < 500:
        try:
            if os.fork() == 0:
                time.sleep(30)
                os._exit(0)
        except OSError:
            break
        born += 1
    return f"leaked: {born} children" if born >= 100 else 0
