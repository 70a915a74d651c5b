# /// attack
# verdict = ["failed"]
# checks = "read_back"
# walls = true
# ///
"""The workspace itself is a link, to where the host keeps other things."""

import os

from tools import TARGET


def answer():
    here = os.getcwd()
    try:
        os.rename(here, here + ".old")
        os.symlink(os.path.dirname(TARGET["host_file"]), here)
    except OSError:
        pass
