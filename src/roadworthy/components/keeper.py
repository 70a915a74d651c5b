"""The process that the servers of components are children of; it outlives Roadworthy just long enough to end them.

Run as a script: `python -I -S keeper.py`. It reads one JSON object a line from its standard input and answers with one.
When the input ends, because Roadworthy ended or was killed (`kill -9` closes a pipe too), it stops every server, also
those that turned themselves into daemons, and removes their folders. Only the standard library is used here.

Requests, each with an "id" that the answer repeats:
    start: argv, env, cwd, log (file that takes the output), user and group (numbers or null), folder (removed when the
        server has been stopped, or null), signal and grace (how to stop it), calls_out (whether it may connect to
        anything). Answer: pid.
    stop: pid. Answer: code.
    empty: pid. Stops it too, but keeps the end of its log in the folder, and goes on knowing it. Answer: code.
    poll: pid. Answer: code, null while it runs.
    guard: argv, env, text (its input). Runs that command when the input ends. Answer: guard, a number.
    unguard: guard. Forgets it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

# A learner can have a server write without end, into its log at least; PostgreSQL's own files end at this size too.
LARGEST_FILE = 1 << 30
LONGEST_LOG = 64 * 1024

# By machine: how the kernel marks its system calls, and the number of connect().
CONNECT = {"x86_64": (0xC000003E, 42), "aarch64": (0xC00000B7, 203)}


class _Step(ctypes.Structure):
    """One step of a filter for system calls (struct sock_filter)."""

    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Filter(ctypes.Structure):
    """A filter for system calls (struct sock_fprog)."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def _refuse_connect() -> _Filter | None:
    """Return a filter that answers connect() with EACCES; None where we do not know this machine's numbers."""
    if sys.platform != "linux" or platform.machine() not in CONNECT:
        return None
    mark, number = CONNECT[platform.machine()]
    steps = (
        (0x20, 0, 0, 4),  # load the mark
        (0x15, 0, 3, mark),  # another machine's: let it be
        (0x20, 0, 0, 0),  # load the number
        (0x15, 0, 1, number),
        (0x06, 0, 0, 0x00050000 | errno.EACCES),
        (0x06, 0, 0, 0x7FFF0000),  # let it be
    )
    return _Filter(len(steps), (_Step * len(steps))(*(_Step(*step) for step in steps)))


class Keeper:
    """Starts and stops servers; `servers` maps pid -> (process, how it was asked for)."""

    def __init__(self) -> None:
        self.servers: dict[int, tuple[subprocess.Popen[bytes], dict[str, Any]]] = {}
        self.guards: dict[int, dict[str, Any]] = {}
        self.last_guard = 0
        self._prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
        self._filter = _refuse_connect()
        if self._prctl:
            self._prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        """Start a server and return its pid."""
        with Path(request["log"]).open("ab") as log:
            process = subprocess.Popen(
                request["argv"],
                env=request["env"],
                cwd=request["cwd"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=request["user"],
                group=request["group"],
                extra_groups=[] if request["user"] is not None else None,
                start_new_session=True,
                # Safe before exec: there is one thread, and nothing but system calls.
                preexec_fn=lambda: self._prepare(request),  # noqa: PLW1509
            )
        self.servers[process.pid] = (process, request)
        return {"pid": process.pid}

    def stop(self, pid: int) -> dict[str, Any]:
        """Stop a server, at last by force, remove its folder, and return its exit code."""
        process, request = self.servers.pop(pid)
        code = _end(process, request)
        if request["folder"]:
            shutil.rmtree(request["folder"], ignore_errors=True)
        return {"code": code}

    def empty(self, pid: int) -> dict[str, Any]:
        """Stop a server, remove all that it wrote but the end of its log, and return its exit code."""
        process, request = self.servers[pid]
        code = _end(process, request)
        log = Path(request["log"])
        for place in Path(request["folder"]).iterdir():
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place, ignore_errors=True)
            elif place != log:
                place.unlink()
        with log.open("r+b") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_LOG))
            last = file.read()
            file.seek(0)
            file.write(last)
            file.truncate()
        return {"code": code}

    def poll(self, pid: int) -> dict[str, Any]:
        """Return the server's exit code, or None while it runs."""
        return {"code": self.servers[pid][0].poll()}

    def guard(self, request: dict[str, Any]) -> dict[str, Any]:
        """Remember a command for the end and return its number."""
        self.last_guard += 1
        self.guards[self.last_guard] = request
        return {"guard": self.last_guard}

    def unguard(self, number: int) -> dict[str, Any]:
        """Forget a command."""
        self.guards.pop(number, None)
        return {}

    def run_guards(self) -> None:
        """Run the commands, all at once, and give them ten seconds."""
        running = []
        for request in self.guards.values():
            with contextlib.suppress(OSError):
                process = subprocess.Popen(
                    request["argv"],
                    env=request["env"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                running.append((process, request["text"].encode()))
        for process, text in running:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                process.communicate(text, timeout=10)

    def reap_orphans(self) -> None:
        """Let go of what came to us as an orphan and has ended."""
        for pid in _children():
            if pid not in self.servers:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)

    def stop_all(self) -> None:
        """Run the guards, stop the servers, the last one first, and whatever came to us as an orphan."""
        self.run_guards()
        for pid in reversed(list(self.servers)):
            self.stop(pid)
        deadline = time.monotonic() + 5
        while (orphans := _children()) and time.monotonic() < deadline:
            for orphan in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(-1, 0)

    def _prepare(self, request: dict[str, Any]) -> None:
        """Bound the server's files, have it told should somebody kill the keeper, keep it from being sent after others."""
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        if hard == resource.RLIM_INFINITY or hard > LARGEST_FILE:
            resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        if self._prctl is None:
            return
        self._prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if self._filter is not None and not request["calls_out"]:
            self._prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            self._prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(self._filter), 0, 0)


def _end(process: subprocess.Popen[bytes], request: dict[str, Any]) -> int:
    """End a server as it likes to be ended, at last by force, and return its exit code."""
    if process.poll() is None:
        process.send_signal(request["signal"])
        try:
            process.wait(request["grace"])
        except subprocess.TimeoutExpired:
            process.kill()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _children() -> list[int]:
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return [int(pid) for pid in path.read_text().split()]
    except OSError:
        return []


def main() -> None:
    """Serve requests until the input ends."""
    for kind in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        # A handler and not SIG_IGN, which the servers would inherit.
        signal.signal(kind, lambda _number, _frame: None)
    keeper = Keeper()
    try:
        for line in sys.stdin:
            request = json.loads(line)
            keeper.reap_orphans()
            try:
                match request["op"]:
                    case "start":
                        answer = keeper.start(request)
                    case "stop":
                        answer = keeper.stop(request["pid"])
                    case "empty":
                        answer = keeper.empty(request["pid"])
                    case "guard":
                        answer = keeper.guard(request)
                    case "unguard":
                        answer = keeper.unguard(request["guard"])
                    case _:
                        answer = keeper.poll(request["pid"])
            except (OSError, subprocess.SubprocessError, KeyError) as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            sys.stdout.write(json.dumps(answer | {"id": request["id"]}) + "\n")
            sys.stdout.flush()
    finally:
        keeper.stop_all()


if __name__ == "__main__":
    main()
