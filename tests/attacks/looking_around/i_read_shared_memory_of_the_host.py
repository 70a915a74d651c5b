# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""What the host's programs keep in /dev/shm and in System V memory."""

import os

from tools import TARGET, read_if_there


def attack():
    if TARGET["shared_memory"] and read_if_there(TARGET["shared_memory"]):
        return "leaked: a file of the host's in /dev/shm"
    if any(name.startswith("rw-bait") for name in os.listdir("/dev/shm") if os.path.isdir("/dev/shm")):
        return "leaked: names in /dev/shm"
    lines = read_if_there("/proc/sysvipc/shm").splitlines()[1:]
    return f"leaked: {len(lines)} segments" if lines else "held"
