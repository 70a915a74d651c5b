# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""What the judge forgot to close: sockets, folders, files, pipes."""

import os
import stat


def attack():
    sockets = 0
    for name in os.listdir("/proc/self/fd"):
        try:
            mode = os.fstat(int(name)).st_mode
            goal = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        sockets += stat.S_ISSOCK(mode)
        if stat.S_ISDIR(mode) and not goal.startswith("/proc"):
            return f"leaked: the folder {goal}"
        if stat.S_ISREG(mode) and not goal.startswith(os.getcwd()):
            return f"leaked: the file {goal}"
    return "held" if sockets <= 1 else f"leaked: {sockets} sockets"
