# /// attack
# verdict = ["failed"]
# ///
"""Two answers to one question, so that the second meets the next question."""

from tools import reply


def answer():
    reply(41)
    reply(42)
    return 0
