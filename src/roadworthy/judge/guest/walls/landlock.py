"""Landlock: which files a process may touch, as a second wall behind its mounts, where the kernel has it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import struct
from collections.abc import Sequence

from . import kernel, syscalls

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV  # the others make sense for folders only
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # version of the interface -> how many rights over files it has
_SCOPES_SINCE = 6
_SCOPES = 0b11  # abstract Unix sockets, and signals, of processes outside


def abi() -> int:
    """Return the version of Landlock's interface in this kernel, 0 where there is none."""
    with contextlib.suppress(OSError):  # ENOSYS: not built in; EOPNOTSUPP: not switched on; EPERM: a container's filter
        return kernel.syscall(syscalls.number("landlock_create_ruleset"), None, 0, 1)
    return 0


def restrict(writable: Sequence[str], readable: Sequence[str] = ("/",)) -> int:
    """Let this process and all that it will start read and run files beneath some paths, and do all beneath others.

    Where the kernel can, abstract Unix sockets and processes outside cannot be reached either. What is open already
    stays open. Paths must exist; /dev belongs among the writable ones, or /dev/null and terminals cannot be written.
    Making device files is denied everywhere.

    Returns:
        The version of Landlock's interface, 0 where the kernel has none and nothing has changed.

    Raises:
        OSError: a path does not exist, or the kernel refused.
    """
    version = abi()
    if not version:
        return 0
    every = (1 << _RIGHTS[min(version, max(_RIGHTS))]) - 1
    attributes = struct.pack("=Q", every)
    if version >= _SCOPES_SINCE:
        attributes = struct.pack("=QQQ", every, 0, _SCOPES)
    create = syscalls.number("landlock_create_ruleset")
    ruleset = kernel.syscall(create, ctypes.create_string_buffer(attributes, len(attributes)), len(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path, every & _READING)
        for path in writable:
            _allow(ruleset, path, every & ~_MAKE_CHAR & ~_MAKE_BLOCK)
        kernel.forbid_new_privileges()
        kernel.syscall(syscalls.number("landlock_restrict_self"), ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_A_FILE
        rule = struct.pack("=Qi", rights, descriptor)  # packed in C too
        kernel.syscall(
            syscalls.number("landlock_add_rule"), ruleset, 1, ctypes.create_string_buffer(rule, len(rule)), 0
        )
    finally:
        os.close(descriptor)
