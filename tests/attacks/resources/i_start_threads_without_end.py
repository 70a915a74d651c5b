# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2, processes = 16, memory_mb = 128 }
# ///
"""Two thousand threads with small stacks."""

import threading


def answer():
    threading.stack_size(32768)
    stop = threading.Event()
    started = 0
    try:
        while started < 2000:
            threading.Thread(target=stop.wait, daemon=True).start()
            started += 1
    except (RuntimeError, MemoryError):
        pass
    stop.set()
    return f"leaked: {started} threads" if started >= 2000 else 0
