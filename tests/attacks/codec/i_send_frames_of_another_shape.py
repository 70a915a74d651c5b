# /// attack
# verdict = ["failed"]
# ///
"""Arrays that are no messages."""

from tools import send


def answer():
    for message in ([], [1], ["a"], ["a", "m", 1, None, "ok"], [None] * 10, ["a", 5, 1, None, "ok", None, None, [], None, None]):
        send(message)
    return 0
