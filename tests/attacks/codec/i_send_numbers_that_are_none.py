# /// attack
# verdict = ["failed"]
# ///
"""NaN, infinities, numbers with a million digits, halves of characters."""

import struct

from tools import own_call, send_raw


def answer(turn=[0]):
    turn[0] += 1
    code = ["NaN", "9" * 1_000_000][turn[0] % 2]
    body = f'["a","m",{own_call()},null,"ok",null,null,[{code}],null,null]'.encode()
    send_raw(struct.pack(">I", len(body)) + body)
    return 0
