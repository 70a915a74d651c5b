# /// attack
# verdict = ["failed", "limit", "broken"]
# ///
"""threading, select and signal as I like them: locks that are always free."""

import select
import signal
import threading


class Free:
    def acquire(self, *args, **kwargs):
        return True

    def release(self):
        pass

    __enter__ = acquire

    def __exit__(self, *args):
        pass

    def locked(self):
        return False


threading.Lock = threading.RLock = Free
select.poll = lambda: Free()
signal.signal = lambda *args: None


def answer():
    return 0
