# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# beside = true
# ///
"""The root folder, the working folder and the descriptors of every process, through /proc."""

import os

from tools import find_secret, read_if_there


def attack():
    for pid in [entry for entry in os.listdir("/proc") if entry.isdecimal() and int(entry) != os.getpid()]:
        paths = [f"/proc/{pid}/cwd/private.txt", f"/proc/{pid}/root/etc/passwd"]
        try:
            paths += [f"/proc/{pid}/fd/{name}" for name in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            pass
        for path in paths:
            if find_secret(read_if_there(path)):
                return f"leaked: {path}"
    return "held"
