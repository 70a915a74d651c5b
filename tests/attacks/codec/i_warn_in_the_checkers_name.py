# /// attack
# verdict = ["failed"]
# ///
"""A warning that is an error for whoever filters it so, with a file that is not mine."""

from tools import TARGET, request


def answer():
    for message in (DeprecationWarning("x"), KeyboardInterrupt(), SystemExit(0), "text", 5):
        for line in (1, 5, -1, 10**9):
            try:
                request("warn", message, TARGET["checks"], line)
            except Exception:
                continue
    return 0
