# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 2, output_kb = 16 }
# ///
"""Fifty megabytes at once, without a newline."""


def answer():
    print("x" * 50_000_000, end="")
    return 0
