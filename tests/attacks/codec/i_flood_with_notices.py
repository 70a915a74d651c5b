# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 1 }
# ///
"""News of the death of objects that never lived."""

from tools import send


def answer():
    for number in range(20_000):
        send(["n", "m", 0, None, "died", None, None, [number], None, None])
    return 0
