# /// attack
# verdict = ["limit", "failed"]
# checks = "read_back"
# walls = true
# limits = { seconds = 1, memory_mb = 128 }
# ///
"""A check reads what I wrote, and never comes to an end."""

import os


def answer():
    os.symlink("/dev/zero", "out.txt")
