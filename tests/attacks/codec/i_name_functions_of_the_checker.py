# /// attack
# verdict = ["failed"]
# ///
"""A function that lies on the checker's side, called by its name."""

from tools import reply


def answer():
    reply(["G", "os", "system"])
    return 0
