# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""System V segments keep what was written to them when nobody is attached; up to a gigabyte."""

import ctypes


libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p


def attack():
    written = 0
    for _ in range(64):
        segment = libc.shmget(0, 16 << 20, 0o1600)
        if segment < 0:
            break
        place = libc.shmat(segment, None, 0)
        if place in (None, ctypes.c_void_p(-1).value):
            break
        ctypes.memset(place, 1, 16 << 20)
        libc.shmdt(ctypes.c_void_p(place))
        written += 16
    return "held" if written < 512 else f"leaked: {written} MiB"
