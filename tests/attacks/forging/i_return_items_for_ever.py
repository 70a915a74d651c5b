# /// attack
# verdict = ["limit", "failed"]
# checks = "items"
# limits = { seconds = 1 }
# ///
"""Whoever waits for the last item never finds out."""


def answer():
    while True:
        yield 1
