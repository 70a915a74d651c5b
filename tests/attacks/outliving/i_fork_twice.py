# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A grandchild in a session of its own, without my environment and my descriptors."""

import os
import time

from tools import mark_me


def attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            mark_me()
            os.closerange(0, 256)
            time.sleep(600)
        os._exit(0)
    os.wait()
    return "held"
