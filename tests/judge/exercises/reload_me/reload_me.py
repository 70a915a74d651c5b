"""A module with state."""

import os

loaded = int(os.environ.get("RELOAD_COUNT", "0")) + 1
os.environ["RELOAD_COUNT"] = str(loaded)
registry = {}
_private = "hidden"
__all__ = ["Thing", "register", "registry", "version"]
version = (1, 2)


class Thing:
    kind = "thing"


def register(function):
    registry[function.__name__] = function
    return function


@register
def hello():
    return "hello"


def __getattr__(name):
    if name == "lazy":
        return "made when asked"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
