# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""Three generations, of which the first two end at once."""

import os
import time

from tools import mark_me


def attack():
    read, write = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            if os.fork() == 0:
                mark_me()
                os.write(write, b"x")
                time.sleep(600)
            os._exit(0)
        os._exit(0)
    os.wait()
    os.read(read, 1)
    return "held"
