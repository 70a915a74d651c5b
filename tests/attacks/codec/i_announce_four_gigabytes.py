# /// attack
# verdict = ["failed"]
# ///
"""A frame that says it is as long as a length can be."""

from tools import send_raw


def answer():
    send_raw(b"\xff\xff\xff\xff" + b"x" * 1000)
    return 0
