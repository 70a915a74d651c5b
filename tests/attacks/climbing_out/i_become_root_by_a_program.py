# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Programs with the set-uid bit, and capabilities that I may still have."""

import os
import shutil
import subprocess

from tools import read_if_there, tried, verdict_of


def attack():
    status = read_if_there("/proc/self/status").decode()
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name.startswith("Cap") and int(value.strip(), 16):
            return f"leaked: {line}"
        if name == "NoNewPrivs" and value.strip() != "1":
            return "leaked: new privileges are to be had"
        if name == "Seccomp" and value.strip() != "2":
            return "leaked: no filter of system calls"
    for command in (["sudo", "-n", "id"], ["su", "-c", "id"], ["pkexec", "id"]):
        if shutil.which(command[0]) and subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=4).returncode == 0:
            return f"leaked: {command[0]}"
    return verdict_of(tried("setuid", lambda: os.setuid(0) or os.getuid()) if os.getuid() else "held")
