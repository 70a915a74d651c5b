"""A cell: the fresh namespaces of one attempt, made by a zygote, entered by the checker, gone with their last process.

A cell has its own users, processes, mounts, network, IPC objects, host name and cgroup view. Its root is the zygote's,
read-only; what can be written are three file systems in memory, each with a bound: /cell (with the workspace and
HOME), /tmp, which is a part of it, and /dev/shm.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import signal
import socket
import struct
from pathlib import Path

from .walls import kernel

ROOT = "/cell"
WORKSPACE = f"{ROOT}/workspace"
HOME = f"{ROOT}/home"
TMP = "/tmp"  # noqa: S108  # a private one
_TMP_BEHIND = ROOT + TMP
UID = 1000
"""User and group inside; outside they are whoever runs the zygote."""
SIZE_MB = 192
INODES = 20_000

_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
ALL_NAMESPACES = _NEWNS | _NEWCGROUP | _NEWUTS | _NEWIPC | _NEWUSER | _NEWPID | _NEWNET
_CLONE = {"x86_64": 56, "aarch64": 220}
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_SIOCSIFFLAGS, _IFF_UP, _IFF_RUNNING = 0x8914, 0x1, 0x40
_HIDDEN = ("/proc/cmdline", "/proc/kallsyms", "/proc/keys", "/proc/key-users", "/proc/timer_list", "/proc/kpagecount")
"""What the kernel tells of the host that no program needs."""


def clone() -> int:
    """Fork into fresh namespaces; return 0 in the child (process 1 there) and its pid in the parent.

    `os.fork` cannot make namespaces, and `unshare` before it costs a second fork, because a process never moves into
    a new process namespace itself. The process must have one thread only.

    Raises:
        OSError: The kernel does not allow it.
    """
    number = _CLONE[platform.machine()]
    # The GIL stays held across the call, as in os.fork: the child's copy of it must belong to the child.
    function = ctypes.PyDLL(None, use_errno=True).syscall
    api = ctypes.pythonapi
    flags = ctypes.c_long(ALL_NAMESPACES | signal.SIGCHLD)
    api.PyOS_BeforeFork()
    pid = int(function(ctypes.c_long(number), flags, None, None, None, None))
    if pid == 0:
        api.PyOS_AfterFork_Child()
        return 0
    error = ctypes.get_errno()
    api.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, os.strerror(error))
    return pid


def furnish(uid: int, gid: int, *, size_mb: int = SIZE_MB) -> None:
    """Make the cell that this process was just cloned into a place to live in.

    Args:
        uid: User id of the zygote, which is user 1000 here.
        gid: Its group id.
        size_mb: Bound of what may be written, in MiB.

    Raises:
        OSError: The kernel does not allow it.
    """
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{UID} {uid} 1")
    _write("/proc/self/gid_map", f"{UID} {gid} 1")
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    _mount("cell", ROOT, "tmpfs", _MS_NOSUID | _MS_NODEV, f"size={size_mb}m,nr_inodes={INODES},mode=755")
    for folder in (WORKSPACE, HOME, _TMP_BEHIND):
        os.mkdir(folder, 0o755)  # noqa: PTH102  # hot: no Path objects here
    _cover_tmp()
    _mount("shm", "/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV, "size=64m,nr_inodes=4096,mode=1777")  # noqa: S108
    _mount("devpts", "/dev/pts", "devpts", _MS_NOSUID | _MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    for path in _HIDDEN:
        if os.path.exists(path):  # noqa: PTH110
            _mount("/dev/null", path, None, _MS_BIND)
    socket.sethostname("cell")
    _bring_up_loopback()


def _cover_tmp() -> None:
    """Put a private /tmp over the root's, and on it whatever the outer wall had bound there: an environment, say.

    Each is mounted as it was, read-only: a folder on the way to it could be moved away, and another be put in its place.
    """
    kept = [(name, os.open(f"{TMP}/{name}", os.O_PATH | os.O_CLOEXEC)) for name in os.listdir(TMP)]  # noqa: PTH208  # hot
    _mount(_TMP_BEHIND, TMP, None, _MS_BIND)
    for name, fd in kept:
        os.mkdir(f"{TMP}/{name}", 0o755)  # noqa: PTH102  # hot
        _mount(f"/proc/self/fd/{fd}", f"{TMP}/{name}", None, _MS_BIND | _MS_REC)
        os.close(fd)


def namespaces() -> list[int]:
    """Return open descriptors of this process's user, mount and network namespace, for `enter`."""
    return [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in ("user", "mnt", "net")]


def enter(user: int, mount: int, network: int, private: str, files: dict[str, bytes]) -> None:
    """Enter a cell to look at it from inside, with files that its inhabitants do not see.

    The caller keeps its process namespace: nobody inside can see, signal or trace it.

    Args:
        user: Descriptor of the user namespace; closed here, as are the other two.
        mount: Of the mount namespace.
        network: Of the network namespace.
        private: Where the files shall be (below /tmp): in a mount of the caller's alone.
        files: Name -> content.

    Raises:
        OSError: The kernel does not allow it.
    """
    libc = kernel.libc()
    for fd in (user, mount, network):
        _checked(libc.setns(fd, 0), "setns")
        os.close(fd)
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    os.makedirs(private, exist_ok=True)  # noqa: PTH103
    top = str(Path(TMP, Path(private).relative_to(TMP).parts[0]))
    # Where something is mounted in the cell too, its inhabitants can neither move it away nor put another in its place.
    _mount(top, top, None, _MS_BIND)
    _checked(libc.unshare(_NEWNS), "unshare")
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    _mount("checks", top, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=64m,mode=755")
    os.makedirs(private, exist_ok=True)  # noqa: PTH103
    for name, content in files.items():
        path = Path(private, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _write(path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    def text(value: str | None) -> bytes | None:
        return None if value is None else value.encode()

    answer = kernel.libc().mount(text(source), text(target), text(kind), flags, text(data))
    _checked(answer, f"mount {target}")


def _checked(answer: int, what: str) -> None:
    if answer != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP | _IFF_RUNNING))
