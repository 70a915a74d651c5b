# /// attack
# verdict = ["failed"]
# [files]
# "-rf" = "x"
# "--help" = "x"
# "-c" = "import os; os._exit(0)"
# "@args" = "--collect-only"
# "--rootdir=x" = "x"
# "-p no:roadworthy" = "x"
# "conftest.py;reboot" = "x"
# "$(touch pwned)" = "x"
# ///
"""File names for whoever puts them into a command."""

import os


def answer():
    return "leaked: a shell was here" if os.path.exists("pwned") else 0
