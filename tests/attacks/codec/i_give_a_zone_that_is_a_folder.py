# /// attack
# verdict = ["failed"]
# ///
"""A time zone whose name is a folder, or too long for a file."""

from tools import reply


def answer(turn=[0]):
    turn[0] += 1
    reply(["zone", "America" if turn[0] % 2 else "x/" * 5000])
    return 0
