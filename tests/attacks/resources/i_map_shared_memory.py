# /// attack
# verdict = ["limit", "failed", "passed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""Shared anonymous maps, which are nobody's data segment, up to a gigabyte."""

import mmap


def attack():
    kept = []
    try:
        for _ in range(64):
            area = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
            for place in range(0, 16 << 20, 4096):
                area[place] = 1
            kept.append(area)
    except (OSError, MemoryError):
        return "held"
    return f"leaked: {len(kept) * 16} MiB of 128"
