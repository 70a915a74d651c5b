# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""keyctl: joining sessions, reading keys of my user elsewhere."""

from tools import syscall, tried, verdict_of


def attack():
    return verdict_of(
        tried("my session's keyring", lambda: syscall("keyctl", 0, -3, 1)),
        tried("a new session", lambda: syscall("keyctl", 1, b"rw-attack")),
        tried("my user's keyring", lambda: syscall("keyctl", 0, -4, 1)),
    )
