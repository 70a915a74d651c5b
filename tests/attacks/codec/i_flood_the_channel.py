# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 1 }
# ///
"""Frame after frame that nobody asked for."""

from tools import reply


def answer():
    for number in range(200):
        reply("x" * 1_000_000, call=10**9 + number)
    return 0
