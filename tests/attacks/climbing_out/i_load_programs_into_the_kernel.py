# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""bpf, and filters for it, by the call itself."""

import ctypes
import struct

from tools import syscall, tried, verdict_of


def attack():
    makes_map = struct.pack("IIII", 2, 4, 4, 1) + bytes(112)
    return verdict_of(tried("a bpf map", lambda: syscall("bpf", 0, ctypes.create_string_buffer(makes_map), 128)))
