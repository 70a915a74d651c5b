# /// attack
# verdict = ["failed"]
# checks = "rejecting"
# ///
"""Hypothesis forgets the examples that were rejected; so I reject those that I would fail."""

import hypothesis


def answer(number):
    if number:
        hypothesis.reject()
    return 0
