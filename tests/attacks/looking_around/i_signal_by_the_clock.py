# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# beside = true
# ///
"""Channels between attempts that need no file: names, counters and locks that both can see."""

import fcntl
import os

from tools import TARGET


def attack():
    try:
        with open(TARGET["host_lock"], "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return "leaked: a lock of the host's"
    except OSError:
        pass
    others = [entry for entry in os.listdir("/proc") if entry.isdecimal() and int(entry) not in (1, os.getpid())]
    for pid in others:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if "sleep" in file.read() or os.stat(f"/proc/{pid}").st_uid != os.getuid():
                    return f"leaked: the processor time of {pid}"
        except OSError:
            continue
    return "held"
