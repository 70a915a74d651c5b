# /// attack
# verdict = ["failed"]
# ///
"""Answers with the names of threads, and of attempts, that are not mine."""

from tools import own_call, reply


def answer():
    for tid in ("m", "c1", "s1", "", "m ", "attempt-2", "0", "\ud800", "x" * 10_000):
        reply(42, call=own_call(), tid=tid)
    return 0
