# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# twice = true
# ///
"""Files in every folder that attempts may share; the second time I find what I left the first time."""

import os

from tools import MARK


def attack():
    found = []
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", os.path.expanduser("~"), os.environ.get("TMPDIR", "/tmp")):
        path = os.path.join(folder, f"{MARK}.left")
        if os.path.exists(path):
            found.append(path)
        try:
            with open(path, "w") as file:
                file.write("hello")
        except OSError:
            continue
    return f"leaked: {found}" if found else "held"
