# /// attack
# verdict = ["failed", "limit"]
# ///
"""Whoever ends only what he started finds nobody when I am gone."""

import os
import time

from tools import mark_me


def answer():
    read, write = os.pipe()
    if os.fork() == 0:
        mark_me()
        os.setsid()
        os.write(write, b"x")
        time.sleep(600)
    os.read(read, 1)
    os._exit(0)
