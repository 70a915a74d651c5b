"""The seccomp filter: which system calls a locked-up process may make, enforced by the kernel from `install` on."""

from __future__ import annotations

import ctypes
import errno
import struct

from . import bpf, kernel, syscalls
from .allowed import ALLOWED

_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000  # SECCOMP_RET_ALLOW, _KILL_PROCESS, _ERRNO
_ALLOWED = bpf.give(_ALLOW)
_DENIED = bpf.give(_ERROR | errno.EPERM)
_UNKNOWN = bpf.give(_ERROR | 38)  # ENOSYS of Linux, which is another number on macOS

# AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64. A 32-bit entry (int 0x80) has other numbers, and another word here.
_ARCH_WORDS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000

# Offsets in struct seccomp_data; both architectures are little-endian.
_NUMBER, _ARCH = 0, 4


def _low(argument: int) -> int:
    return 16 + 8 * argument


def _high(argument: int) -> int:
    return 20 + 8 * argument


def program(arch: str | None = None) -> bytes:
    """Return the filter for an architecture ("x86_64" or "aarch64"; this machine's if None).

    A denied call returns EPERM; one that this table does not know, and clone3, return ENOSYS, on which C libraries fall
    back to older calls. Another architecture's entry or x32 kills the process.

    Raises:
        OSError: there is no filter for this machine's architecture.
    """
    arch = arch or syscalls.machine()
    numbers = syscalls.numbers(arch)
    blocks = {number: _ALLOWED if name in ALLOWED else _DENIED for name, number in numbers.items()}
    blocks.update((numbers[name], block) for name, block in _by_arguments().items())
    starts: list[tuple[int, bpf.Block]] = []
    for number in range(max(numbers.values()) + 2):
        block = blocks.get(number, _UNKNOWN)
        if not starts or starts[-1][1] != block:
            starts.append((number, block))
    # A plain halving over constants: newer kernels see that it depends on nothing else, and skip it for allowed calls.
    search = bpf.search(starts)
    if arch == "x86_64":
        search = bpf.choose(bpf.AT_LEAST, _X32, bpf.give(_KILL), search)
    killed = [(bpf.EQUAL, 1, 0, _ARCH_WORDS[arch]), *bpf.give(_KILL)]
    return bpf.assemble(bpf.load(_ARCH, [*killed, *bpf.load(_NUMBER, search)]))


def install(filters: bytes) -> None:
    """Put this process and all that it will start behind a filter, for good.

    Args:
        filters: what `program` returned.

    Raises:
        OSError: this kernel has no seccomp filters, or refused this one.
    """
    kernel.forbid_new_privileges()
    instructions = ctypes.create_string_buffer(filters, len(filters))
    # struct sock_fprog; "@" pads between the length and the pointer as C does.
    described = struct.pack("@HP", len(filters) // 8, ctypes.addressof(instructions))
    # SECCOMP_SET_MODE_FILTER with SECCOMP_FILTER_FLAG_TSYNC: should there be another thread, it gets the filter too.
    thread = kernel.syscall(syscalls.number("seccomp"), 1, 1, ctypes.create_string_buffer(described, len(described)))
    if thread:
        raise OSError(errno.EBUSY, f"thread {thread} has a filter of its own, so no common one could be put on")


def _by_arguments() -> dict[str, bpf.Block]:
    return {
        "clone": _clone(),
        "clone3": _UNKNOWN,  # its flags lie in memory, where a filter cannot look
        "socket": _socket((_UNIX, _INET, _INET6)),
        "socketpair": _socket((_UNIX,)),
        "setsockopt": _setsockopt(),
        "ioctl": bpf.load(_low(1), bpf.among(_DENIED_IOCTLS, _DENIED, _ALLOWED)),
        "personality": bpf.load(_low(0), bpf.among((0, 0xFFFFFFFF), _ALLOWED, _DENIED)),
    }


# CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET; and CLONE_PTRACE and CLONE_PARENT, with which a
# process hands its parent children that this one never started.
_DENIED_CLONE_FLAGS = 0x00020000 | 0x7E000000 | 0x00002000 | 0x00008000


def _clone() -> bpf.Block:
    # No flag lies in the high half today; a kernel that gives one a meaning there must not find us open.
    low = bpf.load(_low(0), bpf.choose(bpf.ANY_BIT, _DENIED_CLONE_FLAGS, _DENIED, _ALLOWED))
    return bpf.load(_high(0), bpf.choose(bpf.EQUAL, 0, low, _DENIED))


# The kernel reads the arguments of the calls below as 32 bits and ignores the high half; so do we, else setting a bit
# there would slip a denied value past an inequality.
_DENIED_IOCTLS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX: typing for others; TIOCSETD: loads line disciplines
_UNIX, _INET, _INET6 = 1, 2, 10  # as Linux numbers them
_TYPES = (1, 2, 5)  # SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET
_TYPE_MASK = 0xF  # without SOCK_NONBLOCK and SOCK_CLOEXEC
_PROTOCOLS = (0, 1, 6, 17, 58)  # any (or ICMP, or AF_UNIX's own), TCP, UDP, ICMPv6: none that loads a module


# SO_SNDBUF, SO_RCVBUF, and both with FORCE. What waits in a socket is memory of the kernel, which no limit of ours counts:
# at four megabytes each, a process's sockets would hold a gigabyte. Programs set them to be quick and go on without.
_BUFFERS = (7, 8, 32, 33)
_SOL_SOCKET = 1


def _setsockopt() -> bpf.Block:
    pretended = bpf.give(_ERROR | 0)  # nothing happens, and the call succeeds
    option = bpf.load(_low(2), bpf.among(_BUFFERS, pretended, _ALLOWED))
    return bpf.load(_low(1), bpf.choose(bpf.EQUAL, _SOL_SOCKET, option, _ALLOWED))


def _socket(domains: tuple[int, ...]) -> bpf.Block:
    protocol = bpf.load(_low(2), bpf.among(_PROTOCOLS, _ALLOWED, bpf.give(_ERROR | 93)))  # EPROTONOSUPPORT
    kind = bpf.load(_low(1), bpf.among(_TYPES, protocol, _DENIED), mask=_TYPE_MASK)
    return bpf.load(_low(0), bpf.among(domains, kind, bpf.give(_ERROR | 97)))  # EAFNOSUPPORT
