# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# beside = true
# ///
"""Everything below the folders in which attempts may live."""

import os

from tools import walk_for_secrets


def attack():
    found = walk_for_secrets("/tmp", "/var/tmp", "/dev/shm", "/run", os.path.expanduser("~"), "..")
    return f"leaked: {found}" if found else "held"
