# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""Pipes hold memory of the kernel, a megabyte each if one asks."""

import fcntl
import os


def attack():
    held = 0
    try:
        for _ in range(1024):
            _, write = os.pipe()
            try:
                fcntl.fcntl(write, 1031, 1 << 20)
            except OSError:
                pass
            os.set_blocking(write, False)
            try:
                while True:
                    held += os.write(write, b"x" * 65536)
            except BlockingIOError:
                continue
    except OSError:
        pass
    return "held" if held < 256 << 20 else f"leaked: {held >> 20} MiB in pipes"
