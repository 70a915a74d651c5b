# /// attack
# verdict = ["failed"]
# checks = "shown"
# ///
"""Escape codes, a new title, a cleared screen, a forged summary, HTML, Markdown and turned text, in all that is shown."""

import sys

EVIL = "\x1b[2J\x1b]0;owned\x07\x1b[32mPASSED\x1b[0m\r\u202e<script>alert(1)</script>[x](javascript:alert(1))\x9b31m"


class Named:
    def __repr__(self):
        return EVIL


Named.__name__ = Named.__qualname__ = EVIL


def answer():
    print(EVIL)
    print(EVIL, file=sys.stderr)
    return Named()
