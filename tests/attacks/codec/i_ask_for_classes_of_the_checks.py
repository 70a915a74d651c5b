# /// attack
# verdict = ["failed"]
# checks = "callback"
# ///
"""The class of what was handed over, its bases, their subclasses: a ladder to everything."""

from tools import request


def answer(callback, method):
    for ask in (
        ("call", type, (callback,), {}),
        ("call", type, (method,), {}),
        ("get", callback, "__code__"),
        ("get", callback, "__globals__"),
        ("get", method, "__self__"),
        ("meta", object, "__call__", (), {}),
        ("super_get", object, "__subclasses__", None, object),
        ("special", type, "__getattribute__", callback, ("__globals__",), {}),
    ):
        try:
            found = request(*ask)
        except Exception:
            continue
        for name in ("expected", "SECRET"):
            value = getattr(found, name, None) or (found.get(name) if isinstance(found, dict) else None)
            if type(value) is int:
                return value
    return 0
