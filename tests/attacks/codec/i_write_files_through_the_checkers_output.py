# /// attack
# verdict = ["failed"]
# ///
"""What I print goes to the stream that I name; mine writes a file, over there."""

import os

from tools import TARGET, ask_raw, send


def answer():
    path = os.path.join(os.path.dirname(TARGET["checks"]), "written.txt")
    write = ["bm", ["ua", ["G", "pathlib", "Path"], "write_text"], ["pathlib.PosixPath", path]]
    ask_raw("set_stream", ["stdout", ["ns", 1_000_021, None, [0, ["write", write]]]])
    send(["n", "m", 0, None, "output", None, None, ["stdout", "hello"], None, None])
    return "leaked: the checker wrote a file" if os.path.exists(path) else 0
