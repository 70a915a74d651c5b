# /// attack
# verdict = ["failed", "limit"]
# ///
"""ctypes makes 0 and 42 the same number, here."""

import ctypes
import sys


def answer():
    ctypes.memmove(id(257_000), id(42), sys.getsizeof(42))
    number = 1_234_567
    ctypes.memmove(id(number) + 16, b"\0" * 8, 8)
    return number
