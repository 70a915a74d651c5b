# /// attack
# verdict = ["failed"]
# ///
"""Tuples in tuples, by hand, just as deep as JSON may go."""

from tools import reply


def answer():
    code = 1
    for _ in range(400):
        code = ["t", [code]]
    reply(code)
    return 0
