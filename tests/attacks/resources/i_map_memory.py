# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 2, memory_mb = 128 }
# ///
"""Private anonymous maps, touched page by page, up to a gigabyte."""

import mmap


def answer():
    kept = []
    for _ in range(64):
        area = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        for place in range(0, 16 << 20, 4096):
            area[place] = 1
        kept.append(area)
    return f"leaked: {len(kept) * 16} MiB"
