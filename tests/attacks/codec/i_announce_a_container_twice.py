# /// attack
# verdict = ["failed"]
# ///
"""One number for two lists, and a number that is the checker's to give."""

from tools import reply


def answer():
    reply(["t", [["l", 1_000_005, None, [1, [1]]], ["l", 1_000_005, None, [1, [2]]]]])
    reply(["l", 1_000_006, None, [1, [1]]])
    return 0
