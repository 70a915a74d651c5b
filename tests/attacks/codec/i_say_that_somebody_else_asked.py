# /// attack
# verdict = ["failed"]
# checks = "callback"
# ///
"""The caller of a callback, told to be a file of the checks, and then to be nonsense."""

from tools import TARGET, ask_raw


def answer(callback, *_):
    for caller in ([], ["a", "b", TARGET["checks"]], [1, 2, 3], "x", [{"a": 1}] * 3):
        callback(1)
        ask_raw("call", [["h", 1], ["t", [1]], ["d", 1_000_051, None, [1, []]]])
    return 0
