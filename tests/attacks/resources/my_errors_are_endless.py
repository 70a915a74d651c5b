# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""The text of an exception, its notes and its causes are as long as memory allows."""


def answer():
    error = ValueError("x" * 5_000_000)
    error.add_note("y" * 5_000_000)
    for number in range(200):
        cause = ValueError(number)
        cause.__cause__ = error
        error = cause
    raise error
