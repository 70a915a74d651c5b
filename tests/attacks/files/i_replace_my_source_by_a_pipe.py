# /// attack
# verdict = ["failed"]
# ///
"""The line of an error is read from my file, which meanwhile is a pipe that nobody writes to."""

import os


def answer():
    os.unlink(__file__)
    os.mkfifo(__file__)
    raise ValueError("look at me")
