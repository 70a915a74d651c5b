# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 2, memory_mb = 128 }
# ///
"""Bytes that are written, up to a gigabyte."""


def answer():
    kept = [bytearray(b"x" * (1 << 20)) for _ in range(1024)]
    return f"leaked: {len(kept)} MiB"
