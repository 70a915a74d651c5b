# /// attack
# verdict = ["failed"]
# ///
"""The first question ends the process with status 0."""

import os


def answer():
    os._exit(0)
