# /// attack
# verdict = ["failed"]
# walls = true
# ///
"""The checker is a process like any other: its memory holds the checks."""

import os
import re

from tools import read_if_there


def answer():
    for pid in os.listdir("/proc"):
        if not pid.isdecimal() or int(pid) == os.getpid():
            continue
        if b"checker" not in read_if_there(f"/proc/{pid}/cmdline"):
            continue
        try:
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
                for line in maps:
                    if "rw-p" not in line:
                        continue
                    start, end = (int(part, 16) for part in line.split()[0].split("-"))
                    memory.seek(start)
                    found = re.search(rb"SECRET = (\d+)", memory.read(min(end - start, 1 << 24)))
                    if found:
                        return int(found[1])
        except (OSError, ValueError, OverflowError):
            continue
    return 0
