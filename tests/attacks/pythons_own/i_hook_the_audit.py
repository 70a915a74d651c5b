# /// attack
# verdict = ["failed", "limit", "broken"]
# ///
"""An audit hook cannot be removed; mine ends the process at the next event."""

import os
import sys


def answer():
    sys.addaudithook(lambda event, args: os._exit(0) if event not in ("object.__getattr__",) else None)
    return 0
