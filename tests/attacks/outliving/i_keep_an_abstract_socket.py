# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A socket without a file, which a child keeps open."""

import os
import socket
import time

from tools import MARK, mark_me


def attack():
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"\0{MARK}")
    server.listen(1)
    if os.fork() == 0:
        mark_me()
        os.setsid()
        time.sleep(600)
    return "held"
