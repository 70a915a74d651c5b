# /// attack
# verdict = ["failed"]
# ///
"""The line of an error is read from my file, which meanwhile is a device that never ends."""

import os


def answer():
    os.unlink(__file__)
    os.symlink("/dev/zero", __file__)
    raise ValueError("look at me")
