# /// attack
# verdict = ["failed"]
# ///
"""Where the checker works, its variables, its arguments and its arithmetic, in my words."""

import os

from tools import own_call, send


def answer(turn=[0]):
    turn[0] += 1
    changes = [
        ["/", {"PATH": "/nowhere", "PYTHONPATH": os.getcwd()}, ["-c"], None],
        ["/proc/self/fd/0", {}, None, [0, "x", 1, 0, 5, 5, []]],
        [5, [], {}, "x"],
        "abcd",
    ][turn[0] % 4]
    send(["a", "m", own_call(), None, "ok", None, changes, [0], None, None])
    return 0
