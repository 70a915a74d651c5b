# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Whoever started me was started with more than I was."""

import os

from tools import find_secret, read_if_there


def attack():
    for pid in {os.getppid(), 1, *(int(entry) for entry in os.listdir("/proc") if entry.isdecimal())}:
        if find_secret(read_if_there(f"/proc/{pid}/environ")):
            return f"leaked: /proc/{pid}/environ"
    return "held"
