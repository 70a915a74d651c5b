# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""Recursion without a limit overflows the stack of C."""

import sys

sys.setrecursionlimit(10**9)


def answer():
    return answer()
