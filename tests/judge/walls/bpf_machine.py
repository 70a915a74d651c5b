"""Runs a classic BPF program over a system call as the kernel would, so that other architectures' filters are tested."""

from __future__ import annotations

import struct
from collections.abc import Sequence

LOAD, AND, RETURN = 0x20, 0x54, 0x06
TESTS = {0x15: lambda a, k: a == k, 0x35: lambda a, k: a >= k, 0x45: lambda a, k: bool(a & k)}
MASK = (1 << 64) - 1


def run(program: bytes, arch: int, number: int, arguments: Sequence[int] = ()) -> tuple[int, int]:
    """Return the action and the steps it took."""
    words = [argument & MASK for argument in (*arguments, *[0] * 6)[:6]]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, arch, 0, *words)
    instructions = list(struct.iter_unpack("=HBBI", program))
    at = steps = loaded = 0
    while True:
        code, if_true, if_false, constant = instructions[at]
        at += 1
        steps += 1
        if code == RETURN:
            return constant, steps
        if code == LOAD:
            (loaded,) = struct.unpack_from("<I", data, constant)
        elif code == AND:
            loaded &= constant
        else:
            at += if_true if TESTS[code](loaded, constant) else if_false
