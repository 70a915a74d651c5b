# /// attack
# verdict = ["failed"]
# ///
"""Answers to all questions that may come, sent ahead; whoever is believed first is believed."""

from tools import own_call, reply


def answer():
    for call in range(own_call() + 1, own_call() + 50):
        reply(42, call=call)
    return 0
