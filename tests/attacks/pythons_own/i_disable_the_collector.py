# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2, memory_mb = 128 }
# ///
"""Garbage that nobody collects, in rings."""

import gc

gc.disable()
gc.set_threshold(0)
gc.freeze()


def answer():
    for _ in range(200_000):
        ring = [None]
        ring[0] = ring
        ring.append(bytearray(500))
    return 0
