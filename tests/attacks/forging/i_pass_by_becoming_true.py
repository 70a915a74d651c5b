# /// attack
# verdict = ["failed"]
# ///
"""The process becomes /bin/true, which always succeeds."""

import os


def answer():
    for program in ("/bin/true", "/usr/bin/true"):
        try:
            os.execv(program, ["true"])
        except OSError:
            continue
