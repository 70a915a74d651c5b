# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# twice = true
# ///
"""Keyrings of the kernel belong to users, not to processes."""

from tools import MARK, syscall, tried, verdict_of

USER, SESSION, USER_SESSION = -4, -3, -5


def attack():
    return verdict_of(
        *(
            tried("a key", lambda ring=ring: syscall("add_key", b"user", MARK.encode(), b"hello", 5, ring))
            for ring in (USER, SESSION, USER_SESSION)
        )
    )
