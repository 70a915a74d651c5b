# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""Tuples in tuples, compared by functions of C."""

import sys

sys.setrecursionlimit(10**9)


def deep():
    made = ()
    for _ in range(500_000):
        made = (made,)
    return made


def answer():
    return deep() == deep() and repr(deep())
