# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""A regular expression that tries two to the power of sixty ways."""

import re


def answer():
    return re.match("(a+)+$", "a" * 60 + "b")
