# /// attack
# verdict = ["failed"]
# checks = "read_back"
# walls = true
# ///
"""Nobody may enter the workspace any more, nor remove what is in it."""

import os


def answer():
    os.makedirs("deep/er")
    os.chmod("deep/er", 0)
    os.chmod("deep", 0)
    os.chmod(".", 0)
