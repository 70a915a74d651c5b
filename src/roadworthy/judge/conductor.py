"""Runs one attempt: starts checker and subject, hears what happens, keeps the limits, ends everything."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roadworthy.judge.folders import AttemptFolders
from roadworthy.judge.launch import Launched, LaunchSpec, guest_command, launch_subject, launch_trusted, sweep
from roadworthy.labs import Lab

ATTEMPT_SECONDS = 60.0
GRACE = 3.0
"""Seconds that the checker has beyond a check's time to end the check itself."""
_TICK = 0.05
_MAX_LINE = 4 * 1024 * 1024


@dataclass
class Heard:
    """What was heard in one attempt.

    Attributes:
        events: What the checker sent, in order.
        stopped: Why the attempt was ended from outside: "", "cancelled", "time", "output", "processes".
        output: What the learner's processes printed to their own descriptors.
        subject_status: Exit status of the subject; None if it was still running when the checker had finished.
        checker_log: What the checker itself printed: empty unless it is broken.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    stopped: str = ""
    output: bytearray = field(default_factory=bytearray)
    subject_status: int | None = None
    checker_log: bytearray = field(default_factory=bytearray)


class Conductor:
    """One attempt.

    Args:
        lab: What is judged.
        folders: Where it lives.
        python: The environment's interpreter.
        lease_env: Addresses of the components, for both sides.
        seed: Of the random inputs.
        on_event: Called with each event of the checker as it comes.
        cancel: Set to stop at once.
    """

    def __init__(
        self,
        lab: Lab,
        folders: AttemptFolders,
        python: Path,
        lease_env: Mapping[str, str],
        seed: int,
        on_event: Callable[[dict[str, Any]], None],
        cancel: threading.Event | None,
    ) -> None:
        self._lab = lab
        self._folders = folders
        self._python = python
        self._seed = seed
        self._on_event = on_event
        self._cancel = cancel
        self._heard = Heard()
        self._selector = selectors.DefaultSelector()
        self._buffers: dict[int, bytearray] = {}
        self._processes: list[Launched] = []
        self._subject: Launched | None = None
        self._done = False
        self._check_deadline = float("inf")
        self._next_count = 0.0
        self._env = {
            "PATH": f"{python.parent}:{os.environ.get('PATH', os.defpath)}",
            "HOME": str(folders.home),
            "TMPDIR": str(folders.tmp),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": str(secrets.randbelow(2**32)),
            **lease_env,
        }

    def run(self) -> Heard:
        """Run the attempt to its end and leave no process behind."""
        sockets = [socket.socketpair() for _ in range(3)]
        (results, results_theirs), (control, control_theirs), (channel, channel_theirs) = sockets
        try:
            checker = self._start_checker(results_theirs, control_theirs, channel)
            self._start_subject(channel_theirs)
            for sock in (results_theirs, control_theirs, channel, channel_theirs):
                sock.close()
            self._selector.register(results, selectors.EVENT_READ, self._on_results)
            self._selector.register(control, selectors.EVENT_READ, self._on_control)
            self._conduct(checker)
        finally:
            for launched in self._processes:
                launched.kill()
            sweep(self._folders.home)
            self._drain()
            self._selector.close()
            for pair in sockets:
                for sock in pair:
                    sock.close()
        return self._heard

    # --- starting

    def _start_checker(self, results: socket.socket, control: socket.socket, channel: socket.socket) -> Launched:
        lab, folders = self._lab, self._folders
        config = {
            "results": results.fileno(),
            "control": control.fileno(),
            "channel": channel.fileno(),
            "workspace": str(folders.workspace),
            "checks": str(folders.checks),
            "basetemp": str(folders.tmp / "checks"),
            "modules": sorted(_modules(lab)),
            "seed": self._seed,
            "seconds": lab.limits.seconds,
            "output": lab.limits.output_kb * 1024,
        }
        read, write = os.pipe()
        launched = launch_trusted(
            LaunchSpec(
                guest_command(self._python, "checker", json.dumps(config)),
                {**self._env, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                folders.workspace,
                fds=(results.fileno(), control.fileno(), channel.fileno()),
                stdout=write,
                stderr=write,
            )
        )
        os.close(write)
        self._processes.append(launched)
        self._listen(read, self._heard.checker_log)
        return launched

    def _start_subject(self, channel: socket.socket) -> None:
        config = {
            "channel": channel.fileno(),
            "workspace": str(self._folders.workspace),
            "memory_mb": self._lab.limits.memory_mb,
        }
        read, write = os.pipe()
        self._subject = launch_subject(
            LaunchSpec(
                guest_command(self._python, "subject", json.dumps(config)),
                self._env,
                self._folders.workspace,
                fds=(channel.fileno(),),
                stdout=write,
                stderr=write,
            )
        )
        os.close(write)
        self._processes.append(self._subject)
        self._listen(read, self._heard.output)

    def _listen(self, fd: int, into: bytearray) -> None:
        os.set_blocking(fd, False)  # the argument has no name
        limit = self._lab.limits.output_kb * 1024

        def on_output(_: Any) -> None:
            try:
                chunk = os.read(fd, 65536)
            except BlockingIOError:
                return
            if not chunk:
                self._selector.unregister(fd)
                os.close(fd)
                return
            into.extend(chunk[: max(0, limit - len(into))])
            if len(into) >= limit:
                self._stop("output")

        self._selector.register(fd, selectors.EVENT_READ, on_output)

    # --- while it runs

    def _conduct(self, checker: Launched) -> None:
        deadline = time.monotonic() + max(ATTEMPT_SECONDS, self._lab.limits.seconds * 2)
        while not self._done and not self._heard.stopped:
            for key, _ in self._selector.select(_TICK):
                key.data(key.fileobj)
            now = time.monotonic()
            if self._cancel is not None and self._cancel.is_set():
                self._stop("cancelled")
            elif now > min(deadline, self._check_deadline):
                self._stop("time")
            elif checker.process.poll() is not None:
                self._done = True
            elif now > self._next_count:
                self._next_count = now + _TICK
                if sum(one.count() for one in self._processes if one is not checker) > self._lab.limits.processes:
                    self._stop("processes")
        if self._subject is not None:
            self._heard.subject_status = self._subject.process.poll()
        while self._read_ready():
            pass

    def _read_ready(self) -> bool:
        ready = self._selector.select(0)
        before = len(self._selector.get_map())
        progressed = False
        for key, _ in ready:
            key.data(key.fileobj)
            progressed = True
        return progressed and len(self._selector.get_map()) <= before and not self._heard.stopped

    def _drain(self) -> None:
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, int):
                with contextlib.suppress(KeyError):
                    self._selector.unregister(key.fileobj)
                os.close(key.fileobj)

    def _stop(self, why: str) -> None:
        self._heard.stopped = self._heard.stopped or why

    def _on_results(self, sock: socket.socket) -> None:
        data = sock.recv(65536)
        buffer = self._buffers.setdefault(sock.fileno(), bytearray())
        if not data or len(buffer) > _MAX_LINE:
            self._selector.unregister(sock)
            self._done = True
            return
        buffer += data
        while (end := buffer.find(b"\n")) >= 0:
            event = json.loads(bytes(buffer[:end]))
            del buffer[: end + 1]
            self._hear(event)

    def _hear(self, event: dict[str, Any]) -> None:
        self._heard.events.append(event)
        kind = event["kind"]
        if kind == "started":
            self._check_deadline = time.monotonic() + self._lab.limits.seconds + GRACE
        elif kind == "finished":
            self._check_deadline = float("inf")
        elif kind == "limit":
            self._stop(event["which"])
        elif kind == "done":
            self._done = True
        self._on_event(event)

    # --- what the checker asks for

    def _on_control(self, sock: socket.socket) -> None:
        data = sock.recv(65536)
        if not data:
            self._selector.unregister(sock)
            return
        buffer = self._buffers.setdefault(sock.fileno(), bytearray())
        buffer += data
        if not buffer.endswith(b"\n"):
            return
        request = json.loads(bytes(buffer))
        buffer.clear()
        answer: dict[str, Any] = {}
        fds: list[int] = []
        try:
            if request["what"] == "spawn":
                answer, fds = self._spawn(request)
            elif request["what"] == "signal":
                self._signal(request["pid"], request["number"])
            elif request["what"] == "interrupt" and self._subject is not None:
                self._subject.process.send_signal(signal.SIGUSR1)
            elif request["what"] == "kill" and self._subject is not None:
                self._subject.kill()
        except OSError as error:
            answer = {"error": f"{error.strerror or error}: {request.get('argv', [''])[0]}"}
        socket.send_fds(sock, [json.dumps(answer).encode() + b"\n"], fds)
        for fd in fds:
            os.close(fd)

    def _spawn(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        argv = list(request["argv"])
        if argv and argv[0] in ("python", "python3"):
            argv[0] = str(self._python)
        pipes = [os.pipe() for _ in range(4)]
        (in_read, in_write), (out_read, out_write), (err_read, err_write), (status_read, status_write) = pipes
        spec = LaunchSpec(
            argv,
            {**self._env, **request["env"]},
            Path(request["cwd"]),
            stdin=in_read,
            stdout=out_write,
            stderr=err_write,
            memory_mb=self._lab.limits.memory_mb,
        )
        try:
            launched = launch_subject(spec)
        except OSError:
            for fd in (in_write, out_read, err_read, status_read, status_write):
                os.close(fd)
            raise
        finally:
            for fd in (in_read, out_write, err_write):
                os.close(fd)
        self._processes.append(launched)
        threading.Thread(target=_report_end, args=(launched.process, status_write), daemon=True).start()
        return {"pid": launched.pid}, [in_write, out_read, err_read, status_read]

    def _signal(self, pid: int, number: int) -> None:
        for launched in self._processes:
            if launched.pid == pid and launched.process.poll() is None:
                if number == signal.SIGKILL:
                    launched.kill()
                else:
                    launched.process.send_signal(number)


def _report_end(process: subprocess.Popen[bytes], fd: int) -> None:
    status = process.wait()
    with contextlib.suppress(OSError):
        os.write(fd, str(status).encode())
    os.close(fd)


def _modules(lab: Lab) -> set[str]:
    """Return the top-level module names that checks import from the learner."""
    names = {Path(name).parts[0].removesuffix(".py") for name in lab.edit if name.endswith(".py")}
    for entry in lab.starter.iterdir():
        if entry.suffix == ".py":
            names.add(entry.stem)
        elif entry.is_dir() and any(entry.rglob("*.py")):
            names.add(entry.name)
    return {name for name in names if name.isidentifier()}
