"""The standard library as this package uses it, whatever a check patches in it.

A check that replaces `datetime.datetime` or `time.monotonic` means the learner's code. What builds values and measures
time here goes on with what was there before.
"""

from __future__ import annotations

import sys
import types

_KEPT = frozenset(
    {"array", "binascii", "contextlib", "copy", "datetime", "decimal", "fractions", "functools", "inspect", "itertools"}
    | {"json", "math", "operator", "os", "pathlib", "pickle", "re", "select", "selectors", "signal", "socket", "struct"}
    | {"subprocess", "threading", "time", "uuid", "weakref", "zoneinfo"}
)
"""Modules in which this package changes nothing itself: it does so in `sys`, `gc`, `random`, `builtins`, `logging`."""


def keep() -> None:
    """Let every module of this package that is loaded have modules of its own in place of those that may be patched."""
    copies: dict[str, types.ModuleType] = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith(f"{__package__}."):
            continue
        for key, value in list(vars(module).items()):
            if isinstance(value, types.ModuleType) and value.__name__ in _KEPT:
                if value.__name__ not in copies:
                    copies[value.__name__] = types.ModuleType(value.__name__, value.__doc__)
                    vars(copies[value.__name__]).update(vars(value))
                vars(module)[key] = copies[value.__name__]
