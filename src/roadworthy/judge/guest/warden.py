"""The warden: process 1 of a cell, ours. It lays out the files, starts what runs there, and reports how that ended."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import os
import selectors
import signal
import socket
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from . import cell, parcel, subject_main, warm_python
from .walls import landlock, limits, privileges, seccomp

_CHANNEL = 3
"""Where the subject finds its channel."""


def run(control: socket.socket, uid: int, gid: int, program: bytes, warm_up: Callable[[], None]) -> NoReturn:
    """Furnish the cell this process was cloned into, and do what the host asks until it hangs up.

    Args:
        control: To the host.
        uid: User id of the zygote.
        gid: Its group id.
        program: The seccomp program for what runs here.
        warm_up: Called in the subject, before there is any learner's code.
    """
    try:
        for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGINT):  # as programs expect to find them
            signal.signal(number, signal.SIG_DFL)
        privileges.set_dumpable(True)  # else /proc/self belongs to root
        cell.furnish(uid, gid)
        _Warden(control, program, warm_up).serve()
    except parcel.ParcelError:
        os._exit(0)  # the host has hung up: everything in here ends with us
    except BaseException as error:  # there is nobody else to tell
        with contextlib.suppress(OSError):
            parcel.send(control, {"what": "broken", "why": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(1)


class _Warden:
    def __init__(self, control: socket.socket, program: bytes, warm_up: Callable[[], None]) -> None:
        self._control = control
        self._program = program
        self._limits: dict[str, int] = {}
        self._env: dict[str, str] = {}
        _keep(_CHANNEL)
        go, go_theirs = socket.socketpair()
        self._subject = os.fork()
        if self._subject == 0:
            go.close()
            control.close()
            _subject(go_theirs, program, warm_up)
        go_theirs.close()
        self._go = go
        kinds = cell.namespaces()
        parcel.send(control, {"what": "ready"}, kinds)
        for fd in kinds:
            os.close(fd)
        privileges.drop_all()
        privileges.set_dumpable(False)  # from here on nobody inside may look at or into this process

    def serve(self) -> NoReturn:
        wake, wake_end = os.pipe()
        os.set_blocking(wake, False)  # the argument has no name
        os.set_blocking(wake_end, False)
        signal.set_wakeup_fd(wake_end)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._control:
                        self._do(*parcel.receive(self._control))
                    else:
                        with contextlib.suppress(BlockingIOError):
                            os.read(wake, 4096)
                self._reap()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            code = os.waitstatus_to_exitcode(status)
            parcel.send(self._control, {"what": "ended", "pid": pid, "status": code})

    def _do(self, message: dict[str, Any], fds: list[int]) -> None:
        what = message["what"]
        if what == "channel":
            parcel.send(self._go, {}, fds)
            for fd in fds:
                os.close(fd)
        elif what == "begin":
            self._begin(message, fds)
        elif what == "spawn":
            self._spawn(message, fds)
        elif what == "signal":
            send = os.killpg if message["number"] == signal.SIGKILL else os.kill
            with contextlib.suppress(ProcessLookupError):
                send(message["pid"], message["number"])
            parcel.send(self._control, {"what": "signalled"})

    def _begin(self, message: dict[str, Any], fds: list[int]) -> None:
        _lay_out(message["files"], cell.WORKSPACE)
        _lay_out(message["beside"], message["beside_in"])
        self._limits, self._env = message["limits"], message["env"]
        listeners = [_listen(port) for port in message["ports"]]
        parcel.send(self._go, {"limits": self._limits, "env": self._env}, fds)
        for fd in fds:
            os.close(fd)
        fds.clear()
        answer = {"what": "begun", "subject": self._subject}
        parcel.send(self._control, answer, [one.fileno() for one in listeners])
        for one in listeners:
            one.close()

    def _spawn(self, message: dict[str, Any], fds: list[int]) -> None:
        failed, failed_theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                _program(message, fds, failed_theirs, {**self._env, **message["env"]}, self._limits, self._program)
            except OSError as error:
                os.write(failed_theirs, f"{error.errno or 0} {error.strerror or error}".encode())
            finally:
                os._exit(127)
        os.close(failed_theirs)
        for fd in fds:
            os.close(fd)
        with os.fdopen(failed, "rb") as pipe:
            why = pipe.read(400).decode("utf-8", "replace")
        parcel.send(self._control, {"what": "spawned", "pid": pid, "error": why.partition(" ")[2]})


def _lay_out(files: Sequence[Sequence[Any]], root: str) -> None:
    made = {cell.WORKSPACE}
    for name, mode, content in files:
        path = f"{root}/{name}"
        folder = path.rpartition("/")[0]
        if folder not in made:
            _make_folders(folder, made)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        with os.fdopen(fd, "wb") as file:
            file.write(base64.b64decode(content))


def _make_folders(folder: str, made: set[str]) -> None:
    """Make a folder and those above it that are not in `made`; not by recursion, since it may lie deep."""
    missing = []
    while folder and folder not in made:
        missing.append(folder)
        folder = folder.rpartition("/")[0]
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(one, 0o755)  # noqa: PTH102  # hot: no Path objects here
    made.update(missing)


def _listen(port: int) -> socket.socket:
    """Return a socket that listens where a component's address leads: the host answers on it."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", port))
    sock.listen(128)
    return sock


def _lock_up(program: bytes) -> None:
    """Put up the walls around this process and all that it will ever start."""
    privileges.drop_all()
    privileges.set_dumpable(True)  # its own /proc/self is its own
    landlock.restrict([cell.ROOT, cell.TMP, "/dev", "/proc"])
    seccomp.install(program)


def _limit(given: dict[str, int]) -> None:
    # Twice, since the kernel counts the checker's threads too, which belong to the same user.
    limits.set_limits(
        memory_mb=given["memory_mb"], file_mb=64, open_files=256, processes=given["processes"] + 2 * limits.CALLERS
    )


def _subject(go: socket.socket, program: bytes, warm_up: Callable[[], None]) -> NoReturn:
    """Get ready in a process of its own, wait until an attempt begins, then serve the checker."""
    try:
        os.setsid()
        warm_python.take_signals_of_python()
        _lock_up(program)
        subject = subject_main.Subject(cell.WORKSPACE)
        _, (channel,) = parcel.receive(go)
        os.dup2(channel, _CHANNEL)
        subject.connect(_CHANNEL)
        subject.rehearse()
        warm_up()
        message, (output,) = parcel.receive(go)
        go.close()
        null = os.open(os.devnull, os.O_RDWR)
        _place(null, output, output, _CHANNEL)
        os.environ.clear()
        os.environ.update(message["env"])
        _limit(message["limits"])
        subject.serve()
    except ConnectionError:
        os._exit(0)  # no attempt came
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode("utf-8", "replace"))
    finally:
        os._exit(1)


def _program(
    message: dict[str, Any],
    fds: Sequence[int],
    failed: int,
    env: dict[str, str],
    given: dict[str, int],
    program: bytes,
) -> NoReturn:
    """Become a program of the learner's; raises OSError if there is no such program."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _place(*fds, failed)
    os.set_inheritable(_CHANNEL, False)  # noqa: FBT003  # the argument has no name
    os.chdir(message["cwd"])
    _limit(given)
    _lock_up(program)
    if message["is_python"] and (planned := warm_python.planned(message["argv"], message["env"], message["cwd"])):
        os.close(_CHANNEL)  # which tells that it has begun
        warm_python.become(planned, message["argv"], env, message["cwd"])
    try:
        os.execvpe(message["argv"][0], message["argv"], env)  # noqa: S606  # no shell is wanted
    except OSError as error:
        os.write(_CHANNEL, f"{error.errno or 0} {error.strerror or error}".encode())
    os._exit(127)


def _keep(number: int) -> None:
    """Make sure that a descriptor's number is taken, so that nothing else gets it."""
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.fcntl(number, fcntl.F_GETFD)
    except OSError:
        os.dup2(null, number, inheritable=False)
    if null != number:
        os.close(null)


def _place(*fds: int) -> None:
    """Make the descriptors 0, 1, 2 ... and close all others."""
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 100) for fd in fds]  # above all numbers that have a meaning
    for number, fd in enumerate(high):
        os.dup2(fd, number)
    os.closerange(len(fds), 4096)
