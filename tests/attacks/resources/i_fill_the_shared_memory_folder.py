# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""/dev/shm is memory too; up to a gigabyte."""

import os

from tools import MARK


def attack():
    written = 0
    try:
        for number in range(32):
            with open(f"/dev/shm/{MARK}-{number}", "wb") as file:
                for _ in range(32):
                    file.write(b"x" * (1 << 20))
                    written += 1
    except OSError:
        pass
    for number in range(32):
        try:
            os.unlink(f"/dev/shm/{MARK}-{number}")
        except OSError:
            break
    return "held" if written < 512 else f"leaked: {written} MiB"
