"""Calls to the Linux kernel for which the standard library has no function."""

from __future__ import annotations

import ctypes
import functools
import os
import sys


@functools.cache
def libc() -> ctypes.CDLL:
    """Return the C library, always the same object: making one writes to memory that forks should share.

    Raises:
        OSError: This is not Linux.
    """
    if sys.platform != "linux":
        raise OSError(f"the walls need Linux, and this is {sys.platform}")
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    library.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return library


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make a system call by its number.

    Args:
        number: the number on this machine's architecture (`syscalls.numbers`).
        arguments: up to six: numbers are passed as 64 bits, buffers by address, None as a null pointer.

    Raises:
        OSError: the kernel refused, or this is not Linux.
    """
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = int(libc().syscall(ctypes.c_long(number), *words))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def prctl(option: int, *arguments: int) -> int:
    """Read or set an attribute of this process; arguments left out are zero, as newer options insist.

    Raises:
        OSError: the kernel refused, or this is not Linux.
    """
    result = int(libc().prctl(option, *(*arguments, 0, 0, 0, 0)[:4]))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def forbid_new_privileges() -> None:
    """Make execve grant nothing from now on (set-user-id bits, file capabilities); inherited, and never undone."""
    prctl(38, 1)  # PR_SET_NO_NEW_PRIVS
