# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# twice = true
# ///
"""Files in every folder that attempts may share; the second time I find what I left the first time."""

import os

from tools import MARK


FOLDERS = {"/tmp", "/var/tmp", "/dev/shm", "/run/lock", os.path.expanduser("~"), os.environ.get("TMPDIR", "/tmp")}


def attack():
    paths = [os.path.join(folder, f"{MARK}.left") for folder in FOLDERS]
    found = [path for path in paths if os.path.exists(path)]
    for path in paths:
        try:
            with open(path, "w") as file:
                file.write("hello")
        except OSError:
            continue
    return f"leaked: {found}" if found else "held"
