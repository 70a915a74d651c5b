# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# twice = true
# ///
"""POSIX message queues do, too."""

import ctypes
import os

from tools import MARK


def attack():
    try:
        library = ctypes.CDLL(None, use_errno=True)
        opened = library.mq_open
    except AttributeError:
        opened = ctypes.CDLL("librt.so.1", use_errno=True).mq_open
    name = f"/{MARK}".encode()
    found = opened(name, os.O_RDONLY) >= 0
    opened(name, os.O_RDWR | os.O_CREAT, 0o666, None)
    return "leaked: it is still there" if found else "held"
