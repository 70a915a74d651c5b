# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# beside = true
# ///
"""Arguments, environments and memory maps of every process that I can see."""

import os

from tools import find_secret, read_if_there


def attack():
    for pid in [entry for entry in os.listdir("/proc") if entry.isdecimal()]:
        for name in ("cmdline", "environ", "comm"):
            if find_secret(read_if_there(f"/proc/{pid}/{name}")):
                return f"leaked: /proc/{pid}/{name}"
    return "held"
