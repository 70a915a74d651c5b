# /// attack
# verdict = ["failed", "limit"]
# ///
"""An audit hook that refuses whatever happens."""

import sys


def hook(event, args):
    raise RuntimeError("no")


def answer():
    sys.addaudithook(hook)
    return 0
