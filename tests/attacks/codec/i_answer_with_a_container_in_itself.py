# /// attack
# verdict = ["failed"]
# ///
"""A list that holds itself, a dict that is its own key, a set in a set."""

from tools import reply


def answer():
    reply(["l", 1_000_001, None, [0, [["k", 1_000_001], ["k", 1_000_001]]]])
    return 0
