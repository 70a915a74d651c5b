# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""perf_event_open counts what others do."""

import ctypes
import struct

from tools import syscall, tried, verdict_of


def attack():
    about = struct.pack("IIQQQQ", 1, 112, 0, 0, 0, 0) + bytes(72)
    return verdict_of(
        *(tried(f"perf {pid} {cpu}", lambda pid=pid, cpu=cpu: syscall("perf_event_open", ctypes.create_string_buffer(about), pid, cpu, -1, 0)) for pid, cpu in ((0, -1), (-1, 0)))
    )
