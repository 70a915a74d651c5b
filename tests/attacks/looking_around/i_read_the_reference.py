# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The reference lies beside the checks."""

from tools import TARGET, read_if_there


def attack():
    data = read_if_there(TARGET["reference"])
    return f"leaked: {data!r:.80}" if data else "held"
