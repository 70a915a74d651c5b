# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 2, memory_mb = 128 }
# ///
"""A small archive that holds a gigabyte of zeros."""

import zlib


def answer():
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    return "leaked: it fits" if len(zlib.decompress(bomb)) > 128 << 20 else 0
