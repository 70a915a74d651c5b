# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""chroot and out again; pivot_root."""

import os

from tools import syscall, tried, verdict_of


def attack():
    return verdict_of(
        tried("chroot", lambda: os.chroot(".")),
        tried("pivot_root", lambda: syscall("pivot_root", b".", b".")),
    )
