# /// attack
# verdict = ["failed"]
# ///
"""`Path.read_text` is a function of a class that may be named."""

from tools import TARGET, ask_raw, reply


def answer():
    function = ["ua", ["G", "pathlib", "Path"], "read_text"]
    ask_raw("call", [function, ["t", [["pathlib.PosixPath", TARGET["checks"]]]], ["d", 1_000_011, None, [1, []]]])
    reply(function)
    return 0
