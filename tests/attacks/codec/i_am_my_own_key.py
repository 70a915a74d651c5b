# /// attack
# verdict = ["failed"]
# ///
"""A dict whose key is the dict."""

from tools import reply


def answer():
    reply(["d", 1_000_003, None, [0, [["k", 1_000_003], ["k", 1_000_003]]]])
    return 0
