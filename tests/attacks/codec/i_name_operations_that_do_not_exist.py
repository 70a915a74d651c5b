# /// attack
# verdict = ["failed"]
# ///
"""Operations with names that lead out of a table."""

from tools import request


def answer():
    for name in ("__class__", "", "eval", "exec", "os.system", "_table", "call\x00"):
        request(name, "1 + 1")
    return 0
