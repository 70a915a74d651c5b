# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A handle names an inode, wherever it is mounted: the way out of many a container."""

import ctypes
import errno
import os
import struct

from tools import syscall, tried


def opened():
    handle = ctypes.create_string_buffer(struct.pack("Ii", 8, 1) + struct.pack("Q", 2))
    descriptor = os.open("/", os.O_RDONLY)
    try:
        return syscall("open_by_handle_at", descriptor, handle, 0)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS, errno.EACCES):
            raise
        return f"errno {error.errno}"


def attack():
    return tried("a handle", opened)
