# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""The standard library's own object that equals everything."""

from unittest.mock import ANY


def answer():
    return ANY
