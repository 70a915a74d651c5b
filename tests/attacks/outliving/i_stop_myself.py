# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""A stopped process handles no signal, and neither do its stopped children."""

import os
import signal

from tools import mark_me


def answer():
    if os.fork() == 0:
        mark_me()
        os.setsid()
        os.kill(os.getpid(), signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)
