# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A process that is stopped by a tracer of its own does not end like others."""

import os
import signal
import time

from tools import mark_me, syscall


def attack():
    if os.fork() == 0:
        mark_me()
        pid = os.fork()
        if pid == 0:
            try:
                syscall("ptrace", 0, 0, 0, 0)
            except OSError:
                os._exit(0)
            os.kill(os.getpid(), signal.SIGSTOP)
            os._exit(0)
        time.sleep(600)
    return "held"
