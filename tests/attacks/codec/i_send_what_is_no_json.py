# /// attack
# verdict = ["failed"]
# ///
"""A frame of the right length that holds no JSON."""

import struct

from tools import send_raw


def answer():
    send_raw(struct.pack(">I", 4) + b"\xff\x00{]")
    return 0
