# /// attack
# verdict = ["passed"]
# checks = "program"
# walls = true
# ///
"""A program that was asked for one line leaves a daemon."""

import os
import sys
import time

from tools import mark_me

if __name__ == "__main__":
    print("held", flush=True)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            mark_me()
            os.closerange(0, 256)
            time.sleep(600)
        os._exit(0)
    os.wait()
    sys.exit(0)
