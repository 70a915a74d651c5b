# /// attack
# verdict = ["failed"]
# ///
"""A finalizer that asks questions while the channel is busy."""

from tools import request


class Dying:
    def __init__(self):
        self.me = [self]

    def __del__(self):
        try:
            request("input", "")
        except Exception:
            raise SystemExit(0)


def answer():
    for _ in range(20):
        Dying()
    return [Dying() for _ in range(20)]
