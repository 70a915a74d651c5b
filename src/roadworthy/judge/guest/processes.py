"""Processes of the learner's, as a check sees them: started by the host, reached by pipes and sockets."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .host_link import Control
from .waiting import free_port, wait_until

MAX_OUTPUT = 8 * 1024 * 1024
"""Bytes kept of what one process prints; reading goes on, but the rest is lost."""


@dataclass(frozen=True)
class Completed:
    """A process that has ended.

    Attributes:
        returncode: Its exit status; minus the signal's number if a signal ended it.
        stdout: What it printed.
        stderr: What it printed to standard error.
    """

    returncode: int
    stdout: str
    stderr: str


class _Collector(threading.Thread):
    """Reads a pipe to its end, keeping what fits."""

    def __init__(self, fd: int) -> None:
        super().__init__(daemon=True)
        self._fd = fd
        self._data = bytearray()
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._fd, 65536):
                self._data += chunk[: max(0, MAX_OUTPUT - len(self._data))]
        os.close(self._fd)

    def text(self) -> str:
        return bytes(self._data).decode("utf-8", "surrogateescape")


class Process:
    """A running process of the learner's.

    Attributes:
        pid: Its process id.
        port: The port it was started for, or None.
    """

    def __init__(self, control: Control, pid: int, fds: Sequence[int], port: int | None = None) -> None:
        self.pid = pid
        self.port = port
        self._control = control
        self._stdin, out, err, self._status = fds
        self._stdout, self._stderr = _Collector(out), _Collector(err)
        self._returncode: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""
        with self._lock:
            if self._returncode is None and select.select([self._status], [], [], 0)[0]:
                self._returncode = int(os.read(self._status, 64) or b"-9")
            return self._returncode

    def wait(self, timeout: float = 10.0) -> int:
        """Return its exit status once it has ended; raises subprocess.TimeoutExpired after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while (status := self.poll()) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            select.select([self._status], [], [], left)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            self._control.ask("signal", pid=self.pid, number=int(number))

    def terminate(self) -> None:
        """Ask it to end (SIGTERM)."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it (SIGKILL)."""
        self.send_signal(signal.SIGKILL)

    def write(self, text: str) -> None:
        """Write to its standard input."""
        data = text.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(self._stdin, data) :]

    def close_stdin(self) -> None:
        """Let its standard input end."""
        if self._stdin >= 0:
            os.close(self._stdin)
            self._stdin = -1

    def output(self) -> str:
        """Return what it has printed so far, standard error after standard output."""
        return self._stdout.text() + self._stderr.text()

    def finish(self, timeout: float) -> Completed:
        """Wait for its end and for all it printed; raises subprocess.TimeoutExpired, having killed it."""
        try:
            status = self.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        for collector in (self._stdout, self._stderr):
            collector.join(0.3)  # a grandchild may hold the pipe open
        return Completed(status, self._stdout.text(), self._stderr.text())


@dataclass
class Server:
    """A server of the learner's that accepts connections.

    Attributes:
        url: "http://127.0.0.1:PORT".
        port: The port.
        process: The process it runs in.
    """

    url: str
    port: int
    process: Process


class Subject:
    """What a check does to the learner's programs from outside.

    Attributes:
        workspace: The learner's files as they are judged.
    """

    def __init__(self, control: Control, workspace: Path) -> None:
        self.workspace = workspace
        self._control = control
        self._started: list[Process] = []

    def _spawn(self, argv: Sequence[Any], env: Mapping[str, str] | None, cwd: Any, port: int | None = None) -> Process:
        folder = self.workspace / cwd if cwd is not None else self.workspace
        answer, fds = self._control.ask(
            "spawn", argv=[os.fspath(arg) if not isinstance(arg, str) else arg for arg in argv],
            env={str(key): str(value) for key, value in (env or {}).items()}, cwd=str(folder),
        )  # fmt: skip
        process = Process(self._control, answer["pid"], fds, port)
        self._started.append(process)
        return process

    def run(
        self,
        argv: Sequence[Any],
        *,
        input: str | None = None,  # noqa: A002  # as subprocess.run calls it
        env: Mapping[str, str] | None = None,
        cwd: Any = None,
        timeout: float = 10.0,
    ) -> Completed:
        """Run a program of the learner's to its end.

        Args:
            argv: The command; "python" is the environment's interpreter.
            input: Written to its standard input.
            env: Added to the (small) environment.
            cwd: Where it runs; relative to the workspace, which is the default.
            timeout: Seconds until it is killed and subprocess.TimeoutExpired raised.
        """
        process = self._spawn(argv, env, cwd)
        if input is not None:
            feeder = threading.Thread(target=_feed, args=(process, input), daemon=True)
            feeder.start()
        else:
            process.close_stdin()
        return process.finish(timeout)

    def start(
        self,
        argv: Sequence[Any],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Any = None,
        port: int | None = None,
        ready: Callable[[], object] | None = None,
        timeout: float = 10.0,
    ) -> Process:
        """Start a program of the learner's and leave it running until the check (or the wider fixture) that started it ends.

        Args:
            argv: The command; "python" is the environment's interpreter.
            env: Added to the (small) environment.
            cwd: Where it runs; relative to the workspace, which is the default.
            port: Wait until it accepts connections on this port of 127.0.0.1.
            ready: Wait until this returns something true.
            timeout: Seconds to wait; then, or when the program ends, AssertionError with what it printed.
        """
        process = self._spawn(argv, env, cwd, port)

        def is_ready() -> bool:
            if process.poll() is not None:
                raise AssertionError(
                    f"{argv[0]} ended with status {process.poll()} before it was ready\n{process.output()}"
                )
            return (port is None or _accepts(port)) and (ready is None or bool(ready()))

        if port is not None or ready is not None:
            waits_for = f"{argv[0]} to accept connections on port {port}" if port else f"{argv[0]} to be ready"
            try:
                wait_until(is_ready, timeout, waits_for)
            except AssertionError as error:
                process.kill()
                raise AssertionError(f"{error}\n{process.output()}".strip()) from None
        return process

    def serve_asgi(self, app: str, *, env: Mapping[str, str] | None = None, timeout: float = 15.0) -> Server:
        """Serve an ASGI application ("module:name") of the learner's with uvicorn."""
        port = free_port()
        command = ["python", "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
        process = self.start(command, env=env, port=port, timeout=timeout)
        return Server(f"http://127.0.0.1:{port}", port, process)

    def started(self) -> list[Process]:
        """Return what was started and not ended by the judge."""
        return list(self._started)

    def end_all(self, *, but: Sequence[Process] = ()) -> None:
        """Kill what was started and still runs, except `but`."""
        ending = [process for process in self._started if process not in but]
        for process in ending:
            process.kill()
            process.close_stdin()
        for process in ending:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2.0)
        self._started = [process for process in self._started if process not in ending]


def _feed(process: Process, text: str) -> None:
    with contextlib.suppress(OSError):  # it may end without reading
        process.write(text)
    process.close_stdin()


def _accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return True
    except OSError:
        return False
