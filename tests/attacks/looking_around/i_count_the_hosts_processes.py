# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Process ids of the host: the bait, the runner, my parent."""

import os

from tools import TARGET


def attack():
    for name in ("host_pid", "runner_pid"):
        if os.path.exists(f"/proc/{TARGET[name]}/stat"):
            with open(f"/proc/{TARGET[name]}/cmdline") as file:
                if "python" in file.read() and TARGET[name] > 100:
                    return f"leaked: {name} is there"
        try:
            os.kill(TARGET[name], 0)
        except OSError:
            continue
        if TARGET[name] > 100:
            return f"leaked: {name} would get a signal"
    return "held"
