# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""Files that exist in memory only, up to a gigabyte."""

import os


def attack():
    written = 0
    kept = []
    try:
        for number in range(32):
            kept.append(os.memfd_create(f"m{number}"))
            for _ in range(32):
                written += os.write(kept[-1], b"x" * (1 << 20)) >> 20
    except OSError:
        pass
    for descriptor in kept:
        os.close(descriptor)
    return "held" if written < 512 else f"leaked: {written} MiB"
