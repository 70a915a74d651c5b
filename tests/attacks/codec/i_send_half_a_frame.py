# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 1 }
# ///
"""A frame that never ends: the reader waits for the rest of it."""

import struct
import time

from tools import send_raw


def answer():
    send_raw(struct.pack(">I", 1000) + b"[")
    while True:
        time.sleep(1)
