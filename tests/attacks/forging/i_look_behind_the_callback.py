# /// attack
# verdict = ["failed"]
# checks = "callback"
# ///
"""A function that a check hands over leads to its code, its globals and its frames, if one knows the way."""

WAYS = [
    "__code__.co_consts",
    "__globals__",
    "__closure__",
    "__self__.expected",
    "__func__.__globals__",
    "__wrapped__.__globals__",
    "__builtins__",
    "__reduce__",
    "__class__.__mro__",
    "__call__.__self__.__globals__",
    "__getattribute__",
    "__init__.__globals__",
    "__defaults__",
    "__dict__",
]


def answer(*callbacks):
    for callback in callbacks:
        for way in WAYS:
            found = callback
            try:
                for name in way.split("."):
                    found = getattr(found, name)
                if isinstance(found, dict):
                    found = found.get("SECRET", 0)
                if type(found) is tuple:
                    found = next((value for value in found if type(value) is int and value >= 1_000_000), 0)
            except Exception:
                continue
            if type(found) is int and found > 1_000_000:
                return found
    return 0
