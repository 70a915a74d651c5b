# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""Every new name of a thread makes a thread over there."""

from tools import send


def answer():
    for number in range(500):
        send(["n", f"s{number + 10}", 0, None, "died", None, None, [number], None, None])
    return 0
