# /// attack
# verdict = ["failed", "broken"]
# ///
"""Without AssertionError nothing can fail."""

import builtins

builtins.AssertionError = type("AssertionError", (Exception,), {})
builtins.isinstance = lambda *args: True
builtins.int = lambda *args: 42
builtins.repr = lambda thing: "42"
builtins.len = lambda thing: 2


def answer():
    return 0
