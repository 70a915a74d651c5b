"""What a process may do because of who it is: capabilities, being looked into, outliving its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct

from . import kernel, syscalls

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _AMBIENT_CLEAR_ALL = 28, 47, 4
# Being root gives nothing, nor does becoming another user; nothing is kept or made ambient; and all of that is locked.
_SECURE_BITS = 0b1110_1111
_HEADER = struct.pack("=Ii", 0x20080522, 0)  # the third version of the interface, this thread
_HIGHEST = 63


def drop_all() -> None:
    """Give up every capability of this thread, for good, whoever it runs as.

    Raises:
        OSError: the kernel refused; capabilities are left.
    """
    kernel.forbid_new_privileges()
    # Each of these three may be denied to somebody who has no capabilities, and then has nothing to lose.
    with contextlib.suppress(OSError):
        kernel.prctl(_PR_CAP_AMBIENT, _AMBIENT_CLEAR_ALL)
    with contextlib.suppress(OSError):
        kernel.prctl(_PR_SET_SECUREBITS, _SECURE_BITS)
    with contextlib.suppress(OSError):  # EINVAL: this kernel has no more of them
        for capability in range(_HIGHEST + 1):
            kernel.prctl(_PR_CAPBSET_DROP, capability)
    nothing = bytes(24)  # effective, permitted and inheritable, twice 32 bits of each
    kernel.syscall(syscalls.number("capset"), _buffer(_HEADER), _buffer(nothing))


def capabilities() -> int:
    """Return the effective capabilities of this thread, one bit each.

    Raises:
        OSError: this is not Linux.
    """
    data = _buffer(bytes(24))
    kernel.syscall(syscalls.number("capget"), _buffer(_HEADER), data)
    low, _, _, high, _, _ = struct.unpack("=6I", data.raw)
    return int(low | high << 32)


def set_dumpable(flag: bool) -> None:
    """Say whether processes of the same user may look into this one (/proc/PID/mem, ptrace) and whether it dumps core.

    A change of user makes a process undumpable; execve makes it dumpable again.
    """
    kernel.prctl(_PR_SET_DUMPABLE, int(flag))


def die_with_parent(parent: int | None = None) -> None:
    """Have the kernel kill this process when the thread that started it ends.

    A change of user forgets this, so it comes after that; code that runs here later can forget it too, and children
    do not inherit it. A process namespace is what holds those.

    Args:
        parent: the parent's process id as seen from here (0 from a new process namespace). If another process is the
            parent by now, the right one has died already, and this one ends at once.
    """
    kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _buffer(content: bytes) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(content, len(content))
