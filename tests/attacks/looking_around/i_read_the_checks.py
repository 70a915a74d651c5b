# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The lab's own folder, where its author wrote it."""

from tools import TARGET, read_if_there


def attack():
    data = read_if_there(TARGET["checks"])
    return f"leaked: {data!r:.80}" if data else "held"
