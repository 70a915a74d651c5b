# /// attack
# verdict = ["failed"]
# ///
"""Codes that nearly make sense."""

from tools import reply

CODES = [
    ["zone", "../../../etc/passwd"],
    ["zone", "/etc/passwd"],
    ["date", [0, 0, 0]],
    ["decimal", "sNaN"],
    ["fraction", [1, 0]],
    ["range", [0, 1, 0]],
    ["d", 1_000_031, None, [0, [1, 2, 3]]],
    ["dd", 1_000_033, ["G", "os", "system"], [1, []]],
    ["ar", 1_000_035, "q", [1, [5]]],
    ["dq", 1_000_037, -1, [1, []]],
    ["s", 1_000_039, None, [0, [["l", 1_000_041, None, [1, []]]]]],
    ["V", 5, ["C", 7, {}, []], None, 5, False],
    ["i", "0x" + "f" * 100_000],
    {"a": 1},
    ["x"],
    [],
]


def answer(turn=[0]):
    reply(CODES[turn[0] % len(CODES)])
    turn[0] += 1
    return 0
