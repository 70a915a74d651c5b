# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The copy of the checks that the judge made for this attempt: through its own command line, and by name."""

import os

from tools import read_if_there


def attack():
    for base, folders, names in os.walk("/tmp"):
        for name in names:
            if b"SECRET = " in read_if_there(os.path.join(base, name)) and not base.startswith(os.getcwd()):
                return f"leaked: {base}/{name}"
    return "held"
