# /// attack
# verdict = ["failed"]
# walls = true
# ///
"""The descriptors of my parent and of my siblings, through /proc and pidfd_getfd."""

import json
import os

from tools import syscall

EVENT = json.dumps({"kind": "finished", "name": "test_answer", "outcome": "passed"}).encode() + b"\n"


def answer():
    for pid in [entry for entry in os.listdir("/proc") if entry.isdecimal() and int(entry) != os.getpid()]:
        for number in range(3, 40):
            try:
                with open(f"/proc/{pid}/fd/{number}", "wb", 0) as file:
                    file.write(EVENT)
            except OSError:
                pass
            try:
                handle = syscall("pidfd_open", int(pid), 0)
                os.write(syscall("pidfd_getfd", handle, number, 0), EVENT)
            except OSError:
                pass
    return 0
