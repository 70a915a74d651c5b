"""Runs one attempt: hears what happens, keeps the limits, does what the checker asks for, ends everything."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from roadworthy.judge.stage import Channels, Stage, StageError
from roadworthy.labs import Limits

ATTEMPT_SECONDS = 60.0
GRACE = 3.0
"""Seconds that the checker has beyond a check's time to end the check itself."""
MOST_PATIENCE = 4
"""How many times its own time something is given on top, on a machine that is busy with others."""
_TICK = 0.05
_MAX_LINE = 4 * 1024 * 1024


@dataclass
class Heard:
    """What was heard in one attempt.

    Attributes:
        events: What the checker sent, in order.
        stopped: Why the attempt was ended from outside: "", "cancelled", "time", "output", "processes", "memory",
            "stage" (it broke down: ours), "again" (the checks must be collected within the attempt).
        output: What the learner's processes printed to their own descriptors.
        subject_status: Exit status of the subject; None if it was still running when the checker had finished.
        checker_log: What the checker itself printed: empty unless it is broken.
        why: What broke down.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    stopped: str = ""
    output: bytearray = field(default_factory=bytearray)
    subject_status: int | None = None
    checker_log: bytearray = field(default_factory=bytearray)
    why: str = ""


class Conductor:
    """One attempt.

    Args:
        limits: What it may use.
        stage: Where its processes run.
        on_event: Called with each event of the checker as it comes.
        cancel: Set to stop at once.
    """

    def __init__(
        self,
        limits: Limits,
        stage: Stage,
        on_event: Callable[[dict[str, Any]], None],
        cancel: threading.Event | None,
    ) -> None:
        self._limits = limits
        self._stage = stage
        self._on_event = on_event
        self._cancel = cancel
        self._heard = Heard()
        self._selector = selectors.DefaultSelector()
        self._buffers: dict[int, bytearray] = {}
        self._foreign: set[int] = set()  # descriptors that the stage closes
        self._done = False
        self._check_deadline = float("inf")
        self._next_count = 0.0
        self._starved = self._starved_before = 0.0  # seconds that the learner's code waited for a processor
        self._more_time = 0.0

    def run(self) -> Heard:
        """Run the attempt to its end and leave no process behind."""
        sockets = [socket.socketpair() for _ in range(2)]
        (results, results_theirs), (control, control_theirs) = sockets
        log, log_theirs = os.pipe()
        output, output_theirs = os.pipe()
        try:
            self._listen(log, self._heard.checker_log)
            self._listen(output, self._heard.output)
            self._selector.register(results, selectors.EVENT_READ, lambda: self._on_results(results))
            self._selector.register(control, selectors.EVENT_READ, lambda: self._on_control(control))
            self._stage.start(
                Channels(
                    results_theirs.fileno(),
                    control_theirs.fileno(),
                    log_theirs,
                    output_theirs,
                )
            )
            for sock in (results_theirs, control_theirs):
                sock.close()
            os.close(log_theirs)
            os.close(output_theirs)
            log_theirs = output_theirs = -1
            for fd, on_input in self._stage.watched():
                self._foreign.add(fd)
                self._selector.register(fd, selectors.EVENT_READ, on_input)
            self._conduct()
        except StageError as error:
            self._heard.stopped, self._heard.why = "stage", str(error)
        finally:
            self._stage.end()
            self._drain()
            self._selector.close()
            for fd in (log_theirs, output_theirs):
                if fd >= 0:
                    os.close(fd)
            for pair in sockets:
                for sock in pair:
                    sock.close()
        return self._heard

    def _listen(self, fd: int, into: bytearray) -> None:
        os.set_blocking(fd, False)  # the argument has no name
        limit = self._limits.output_kb * 1024

        def on_output() -> None:
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

    def _conduct(self) -> None:
        begun = time.monotonic()
        allowed = max(ATTEMPT_SECONDS, self._limits.seconds * 2)
        self._next_count = begun + _TICK
        while not self._done and not self._heard.stopped:
            for key, _ in self._selector.select(_TICK):
                key.data()
            now = time.monotonic()
            if self._cancel is not None and self._cancel.is_set():
                self._stop("cancelled")
            elif now > min(begun + allowed + self._more_time, self._check_deadline):
                self._stop("time")
            elif now > self._next_count:
                self._next_count = now + _TICK
                self._look()
        while self._read_ready():
            pass
        if any(event.get("gone") for event in self._heard.events):
            self._stage.wait_for_subject()
        self._heard.subject_status = self._stage.subject_status()
        if self._heard.stopped in ("", "processes") and self._stage.ran_out_of_memory():
            self._heard.stopped = "memory"

    def _be_patient(self) -> float:
        """Return how long the learner's code waited for a processor in this check, and wait that much longer for it."""
        self._starved = self._stage.starved_seconds()
        waited = max(0.0, self._starved - self._starved_before)
        if waited:
            most = self._limits.seconds * MOST_PATIENCE
            self._check_deadline = time.monotonic() + min(waited, most) + self._limits.seconds + GRACE
            self._more_time = min(self._more_time + waited, ATTEMPT_SECONDS * MOST_PATIENCE)
        return waited

    def _look(self) -> None:
        self._starved = self._stage.starved_seconds()
        if self._stage.is_checker_over():
            self._done = True
        elif self._stage.processes() > self._limits.processes:
            self._stop("processes")
        elif self._stage.memory_mb() > self._limits.memory_mb * _MEMORY_SLACK:
            self._stop("memory")

    def _read_ready(self) -> bool:
        ready = self._selector.select(0)
        before = len(self._selector.get_map())
        progressed = False
        for key, _ in ready:
            key.data()
            progressed = True
        return progressed and len(self._selector.get_map()) <= before and not self._heard.stopped

    def _drain(self) -> None:
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, int) and key.fileobj not in self._foreign:
                self._selector.unregister(key.fileobj)
                os.close(key.fileobj)

    def _stop(self, why: str) -> None:
        self._heard.stopped = self._heard.stopped or why

    def _on_results(self, sock: socket.socket) -> None:
        data = _read(sock)
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
            self._check_deadline = time.monotonic() + self._limits.seconds + GRACE
            self._starved_before = self._starved
        elif kind == "finished":
            self._check_deadline = float("inf")
        elif kind == "limit":
            self._stop(event["which"])
        elif kind == "again":
            self._stop("again")
        elif kind == "done":
            self._done = True
        self._on_event(event)

    # --- what the checker asks for

    def _on_control(self, sock: socket.socket) -> None:
        data = _read(sock)
        if not data:
            self._selector.unregister(sock)
            return
        buffer = self._buffers.setdefault(sock.fileno(), bytearray())
        buffer += data
        if not buffer.endswith(b"\n"):
            return
        requests = buffer.splitlines()
        buffer.clear()
        for request in requests:  # more than one, if an interrupt came while the checker waited for an answer
            self._obey(sock, json.loads(request))

    def _obey(self, sock: socket.socket, request: dict[str, Any]) -> None:
        answer: dict[str, Any] = {}
        fds: list[int] = []
        try:
            if request["what"] == "spawn":
                answer, fds = self._stage.spawn(request)
            elif request["what"] == "signal":
                self._stage.signal(request["pid"], request["number"])
            elif request["what"] == "patience":
                answer = {"seconds": self._be_patient()}
            elif request["what"] == "interrupt":
                self._stage.interrupt()
            elif request["what"] == "kill":
                self._stage.kill()
        except OSError as error:
            answer = {"error": f"{error.strerror or error}: {request.get('argv', [''])[0]}"}
        try:
            with contextlib.suppress(OSError):  # a checker that is gone needs no answer; its results tell of its end
                socket.send_fds(sock, [json.dumps(answer).encode() + b"\n"], fds)
        finally:
            for fd in fds:
                os.close(fd)


def _read(sock: socket.socket) -> bytes:
    """Return what there is, or nothing at the end: also where the other side ended with an answer unread."""
    try:
        return sock.recv(65536)
    except ConnectionResetError:
        return b""


_MEMORY_SLACK = 1.25
"""Each process keeps the limit by itself; together they may go somewhat above it, since they are looked at now and then."""
