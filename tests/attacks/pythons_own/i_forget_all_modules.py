# /// attack
# verdict = ["failed", "limit"]
# ///
"""Without modules nobody works."""

import sys


def answer():
    sys.modules.clear()
    return 0
