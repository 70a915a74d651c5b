# /// attack
# verdict = ["broken"]
# [files]
# "helper.py" = "\u0000\u0001 = 5"
# ///
"""NUL bytes where a program is expected."""

import helper


def answer():
    return helper
