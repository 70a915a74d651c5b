# /// attack
# verdict = ["limit", "failed"]
# checks = "read_back"
# limits = { seconds = 1 }
# ///
"""A check reads what I wrote, and waits for ever."""

import os


def answer():
    os.mkfifo("out.txt")
