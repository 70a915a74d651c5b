# /// attack
# verdict = ["failed"]
# ///
"""Exceptions that mean something to whoever runs checks."""

from tools import own_call, send

NAMES = [
    ("_pytest.outcomes", "Skipped"),
    ("_pytest.outcomes", "Exit"),
    ("unittest.case", "SkipTest"),
    ("hypothesis.errors", "UnsatisfiedAssumption"),
    ("_roadworthy_guest.plugin", "TimeIsOverError"),
    ("_roadworthy_guest.wire", "ClosedError"),
    ("builtins", "KeyboardInterrupt"),
]


def answer(turn=[0]):
    module, name = NAMES[turn[0] % len(NAMES)]
    turn[0] += 1
    send(["a", "m", own_call(), None, "error", None, None, [["x", 9001 + turn[0], ["G", module, name], ["no"], [], [None, None], False, []]], [], None])
    return 0
