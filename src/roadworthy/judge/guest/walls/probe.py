"""Which walls this system has: each is tried in a child process, so that nothing changes here."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable

from . import cgroups, kernel, landlock, privileges, seccomp, syscalls

STANDS = "stands"
_SECONDS = 5.0
_NAMESPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mount": 0x00020000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "net": 0x40000000,
    "cgroup": 0x02000000,
}
_USER, _PID, _MOUNT = (_NAMESPACES[name] for name in ("user", "pid", "mount"))


def standing() -> dict[str, str]:
    """Try every wall. Takes milliseconds, never raises, and waits five seconds at most for a wall that hangs.

    Returns:
        For "user", "pid", "mount", "ipc", "uts", "net" and "cgroup" (namespaces), "proc" (mountable in new user, pid
        and mount namespaces), "seccomp", "landlock", "memory" and "pids" (control groups that can be made beneath this
        process's own): `STANDS`, or one line that says why not.
    """
    tries: dict[str, Callable[[], None]] = {name: _namespace(flag) for name, flag in _NAMESPACES.items()}
    tries |= {"proc": _proc, "seccomp": _seccomp, "landlock": _landlock}
    tries |= {"memory": lambda: cgroups.try_one("memory"), "pids": lambda: cgroups.try_one("pids")}
    if sys.platform != "linux":
        return dict.fromkeys(tries, f"only Linux has it, and this is {sys.platform}")
    return {name: _in_child(attempt) for name, attempt in tries.items()}


def _namespace(flag: int) -> Callable[[], None]:
    def attempt() -> None:
        if flag == _USER:
            _unshare(_USER)
            return
        try:
            kernel.syscall(syscalls.number("unshare"), flag)
        except PermissionError:  # somebody without privileges has them in a user namespace of their own
            _unshare(_USER | flag)
        if flag == _PID:
            _in_new_pid_namespace(lambda: None)

    return attempt


def _proc() -> None:
    def mount() -> None:
        number = syscalls.number("mount")
        # MS_REC | MS_PRIVATE, then MS_NOSUID | MS_NODEV | MS_NOEXEC
        kernel.syscall(number, _text("none"), _text("/"), None, 0x4000 | 0x40000, None)
        kernel.syscall(number, _text("proc"), _text("/proc"), _text("proc"), 2 | 4 | 8, None)

    _unshare(_USER | _PID | _MOUNT)
    _in_new_pid_namespace(mount)


def _seccomp() -> None:
    seccomp.install(seccomp.program())
    try:
        kernel.syscall(syscalls.number("unshare"), 0)  # succeeds wherever no filter stands
    except OSError as error:
        if error.errno == errno.EPERM:
            return
        raise
    raise OSError("the filter was installed, and yet a denied call went through")


def _landlock() -> None:
    if not landlock.abi():
        raise OSError("the kernel has it not built in, or not switched on (boot parameter lsm=)")
    landlock.restrict(writable=())
    try:
        os.close(os.open("/dev/null", os.O_WRONLY))
    except PermissionError:
        return
    raise OSError("the rules were put on, and yet a file outside could be written")


def _unshare(flags: int) -> None:
    """Enter new namespaces, and be root in the new user namespace."""
    user, group = os.geteuid(), os.getegid()
    kernel.syscall(syscalls.number("unshare"), flags)
    for name, content in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123  # one write, as the kernel wants
            file.write(content)


def _in_new_pid_namespace(attempt: Callable[[], None]) -> None:
    """Run something in this process's next child, which is the first of the new namespace."""
    reason = _in_child(attempt)
    if reason != STANDS:
        raise OSError(reason)


def _in_child(attempt: Callable[[], None]) -> str:
    """Return STANDS if `attempt` returns in a forked child, else what it raised, in one line."""
    try:
        reading, writing = os.pipe()
        child = _fork()
    except OSError as error:
        return f"could not be tried: {error}"
    if child == 0:
        _report(attempt, writing)
    os.close(writing)
    said = _hear(reading)
    os.close(reading)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):  # where SIGCHLD is ignored, the kernel has collected it already
        os.waitpid(child, 0)
    return said


def _fork() -> int:
    with warnings.catch_warnings():
        # Another thread may hold a lock that the child would wait for: then the time limit ends the child.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _report(attempt: Callable[[], None], writing: int) -> None:
    said = STANDS
    try:
        privileges.die_with_parent()
        attempt()
    except BaseException as error:  # whatever it is, the parent shall hear of it
        said = " ".join(str(error).split()) or type(error).__name__
    finally:
        os.write(writing, said.encode())
        os._exit(0)


def _hear(reading: int) -> str:
    """Return what the child says before it ends, at the latest when its time is over."""
    said = b""
    deadline = time.monotonic() + _SECONDS
    while select.select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = os.read(reading, 4096)
        if not chunk:
            return said.decode("utf-8", "replace") or "the child that tried it was killed"
        said += chunk
    return f"no answer within {_SECONDS:g} seconds"


def _text(content: str) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(content.encode())


if __name__ == "__main__":
    for wall, state in standing().items():
        sys.stdout.write(f"{wall:<9} {state}\n")
