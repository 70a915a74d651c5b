# /// attack
# verdict = ["passed", "failed", "limit"]
# checks = "held"
# walls = true
# limits = { seconds = 3 }
# ///
"""Folders in folders, deeper than a path may be long, for whoever has to remove them."""

import os


def attack():
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")
    os.chdir("/")
    return "held"
