# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 1 }
# ///
"""A number with a thousand million digits, and a list as long, made on the other side."""

from tools import request


def answer():
    for ask in (
        ("call", bytearray, (1 << 44,), {}),
        ("call", list, (range(10**7),), {}),
        ("special", int, "__pow__", 10, (10**7,), {}),
        ("method", "x", "ljust", (1 << 30,), {}),
    ):
        try:
            request(*ask)
        except Exception:
            continue
        return "leaked: the checker made a giant"
    return 0
