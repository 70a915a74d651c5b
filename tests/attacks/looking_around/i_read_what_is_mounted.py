# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The table of mounts names folders of the host: where the checks are, and who is the user."""

import os

from tools import TARGET, read_if_there


def attack():
    hidden = (os.path.dirname(TARGET["host_file"]), os.path.dirname(TARGET["checks"]), "roadworthy-checks")
    for name in ("/proc/self/mountinfo", "/proc/mounts", "/proc/1/mountinfo", "/etc/mtab"):
        data = read_if_there(name).decode("utf-8", "replace")
        if any(path in data for path in hidden):
            return f"leaked: {name}"
    return "held"
