# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""A number of a million digits, for whoever shows what he got."""


def answer():
    return 10**1_000_000
