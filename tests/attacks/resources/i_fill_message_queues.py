# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""Messages that nobody reads are memory of the kernel."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


class Message(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_long), ("text", ctypes.c_char * 8000)]


def attack():
    message = Message(1, b"x" * 7999)
    sent = 0
    for _ in range(32_000):
        queue = libc.msgget(0, 0o1600)
        if queue < 0:
            break
        while libc.msgsnd(queue, ctypes.byref(message), 8000, 0o4000) == 0:
            sent += 8000
    return "held" if sent < 128 << 20 else f"leaked: {sent >> 20} MiB in messages"
