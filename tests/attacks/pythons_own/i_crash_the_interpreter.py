# /// attack
# verdict = ["failed"]
# ///
"""A read from nowhere."""

import ctypes


def answer():
    ctypes.string_at(0)
