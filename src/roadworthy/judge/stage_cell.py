"""The contained stage: the subject in a cell that was made beforehand, the checks forked from where they were collected."""

from __future__ import annotations

import base64
import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from roadworthy.judge import cell_watch
from roadworthy.judge.bridge import Address, Bridge
from roadworthy.judge.environments import Environment
from roadworthy.judge.guest import parcel
from roadworthy.judge.lab_facts import data_files
from roadworthy.judge.outer import base_env
from roadworthy.judge.places import Place
from roadworthy.judge.stage import Channels, StageError
from roadworthy.judge.submission import Submission
from roadworthy.labs import Limits

_PATIENCE = 30.0
_A_MOMENT = 1.0
"""Seconds for the warden to tell of an end."""
_SHARED_MB = 64
"""What warden and subject hold of their own before any code of the learner's runs, with room for the kernel's."""


class CellStage:
    """An attempt's processes, contained.

    Args:
        place: Where it runs. What is no Python beside the checks the subject may read too.
        limits: What the learner's processes may use.
        submission: Their files.
        environment: The lab's.
        lease_env: Addresses of the components, for both sides.
        addresses: Where the components listen: what can be reached from inside.
        seed: Of the random inputs.
    """

    def __init__(
        self,
        place: Place,
        limits: Limits,
        submission: Submission,
        environment: Environment,
        lease_env: Mapping[str, str],
        addresses: Sequence[tuple[str, int]],
        seed: int,
    ) -> None:
        self._cell = place.cell
        self._checker = place.checker
        self._checks = place.checks
        self._limits = limits
        self._submission = submission
        self._python = environment.python
        self._addresses = addresses
        self._seed = seed
        self._env = {**base_env(environment.python), **lease_env}
        self._subject = 0
        self._subject_status: int | None = None
        self._ends: dict[int, int] = {}  # pid inside -> the pipe that its exit status is written to
        self._is_over = False
        self._bridge: Bridge | None = None
        self._watch = cell_watch.CellWatch(place.cell.warden)

    def start(self, channels: Channels) -> None:
        """Hand the attempt to the processes that wait for it."""
        given = {"memory_mb": self._limits.memory_mb, "processes": self._limits.processes}
        files = [
            [name, mode, base64.b64encode(content).decode()] for name, (mode, content) in self._submission.files.items()
        ]
        beside = [
            [path.relative_to(self._checks).as_posix(), 0o644, base64.b64encode(path.read_bytes()).decode()]
            for path in data_files(self._checks)
        ]
        if self._cell.memory is not None:
            with contextlib.suppress(OSError):  # the cell has ended, which the next lines find out
                self._cell.memory.limit(int(self._limits.memory_mb * 1.5) + _SHARED_MB)
        ports = [port for _, port in self._addresses]
        try:
            parcel.send(
                self._cell.control,
                {
                    "what": "begin",
                    "files": files,
                    "beside": beside,
                    "beside_in": str(self._checks),
                    "limits": given,
                    "env": self._env,
                    "ports": ports,
                },
                [channels.output],
            )
            parcel.send(
                self._checker,
                {"env": {**self._env, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, "seed": self._seed},
                [channels.results, channels.control, channels.checker_log],
            )
            answer, fds = self._await("begun")
        except OSError as error:
            raise StageError("a process of the judge is gone") from error
        self._subject = answer["subject"]
        doors: list[tuple[socket.socket, Address]] = [
            (socket.socket(fileno=fd), address) for fd, address in zip(fds, self._addresses, strict=True)
        ]
        if doors:
            self._bridge = Bridge(doors)

    def _await(self, what: str) -> tuple[dict[str, Any], list[int]]:
        """Return the warden's next message of a kind; take note of the others."""
        self._cell.control.settimeout(_PATIENCE)
        try:
            while True:
                message, fds = parcel.receive(self._cell.control)
                if message["what"] == what:
                    return message, fds
                self._note(message)
        finally:
            self._cell.control.settimeout(None)

    def watched(self) -> Sequence[tuple[int, Callable[[], None]]]:
        """Watch what the warden says."""
        return [(self._cell.control.fileno(), self._hear)] if self._cell.control.fileno() >= 0 else []

    def _hear(self) -> None:
        # What made the descriptor readable may have been heard meanwhile, by somebody who waited for an answer.
        if not select.select([self._cell.control], [], [], 0)[0]:
            return
        try:
            message, _ = parcel.receive(self._cell.control)
        except parcel.ParcelError as error:
            raise StageError("the cell broke down") from error
        self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        if message["what"] == "broken":
            raise StageError(f"the cell broke down: {message['why']}")
        if message["what"] != "ended":
            return
        pid, status = message["pid"], message["status"]
        if pid == self._subject or (not self._subject and pid not in self._ends):
            self._subject_status = status
        elif (fd := self._ends.pop(pid, -1)) >= 0:
            with contextlib.suppress(OSError):
                os.write(fd, str(status).encode())
            os.close(fd)

    def is_checker_over(self) -> bool:
        """Its results end when it does."""
        return False

    def subject_status(self) -> int | None:
        """Return what the warden said."""
        return self._subject_status

    def wait_for_subject(self) -> None:
        """Wait for the warden's word: if the subject is gone and the warden too, the cell broke down."""
        deadline = time.monotonic() + _A_MOMENT
        while self._subject_status is None and (left := deadline - time.monotonic()) > 0:
            if select.select([self._cell.control], [], [], left)[0]:
                self._hear()

    def processes(self) -> int:
        """Count those in the cell but the warden."""
        return self._watch.processes()

    def memory_mb(self) -> float:
        """Add up what they hold, unless the kernel keeps the bound itself."""
        return 0.0 if self._cell.memory else self._watch.memory_mb()

    def ran_out_of_memory(self) -> bool:
        """Ask the control group."""
        return self._cell.memory is not None and self._cell.memory.has_overflowed()

    def starved_seconds(self) -> float:
        """Ask the scheduler."""
        return self._watch.starved_seconds()

    def spawn(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Have the warden start it."""
        argv = list(request["argv"])
        is_python = bool(argv) and argv[0] in ("python", "python3")
        if is_python:
            argv[0] = str(self._python)
        pipes = [os.pipe() for _ in range(4)]
        (in_read, in_write), (out_read, out_write), (err_read, err_write), (status_read, status_write) = pipes
        message = {
            "what": "spawn",
            "argv": argv,
            "is_python": is_python,
            "env": request["env"],
            "cwd": request["cwd"],
        }
        try:
            parcel.send(self._cell.control, message, [in_read, out_write, err_write])
            answer, _ = self._await("spawned")
            if answer["error"]:
                raise FileNotFoundError(2, answer["error"], argv[0] if argv else "")
        except BaseException:
            for fd in (in_write, out_read, err_read, status_read, status_write):
                os.close(fd)
            raise
        finally:
            for fd in (in_read, out_write, err_write):
                os.close(fd)
        self._ends[answer["pid"]] = status_write
        return {"pid": self._watch.pid_outside(answer["pid"])}, [in_write, out_read, err_read, status_read]

    def signal(self, pid: int, number: int) -> None:
        """Have the warden send it; it has been sent when this returns."""
        inside = self._watch.pid_inside(pid)
        if inside in self._ends:
            self._signal_inside(inside, number)

    def interrupt(self) -> None:
        """Send SIGUSR1."""
        self._signal_inside(self._subject, signal.SIGUSR1)

    def kill(self) -> None:
        """Kill the subject."""
        self._signal_inside(self._subject, signal.SIGKILL)

    def _signal_inside(self, pid: int, number: int) -> None:
        try:
            parcel.send(self._cell.control, {"what": "signal", "pid": pid, "number": number})
            self._await("signalled")
        except OSError as error:
            raise StageError("the cell broke down") from error

    def end(self) -> None:
        """Hang up: the warden ends, and with it everything in the cell."""
        if self._is_over:
            return
        self._is_over = True
        self._cell.close()
        self._checker.close()
        if self._bridge is not None:
            self._bridge.close()
        for fd in self._ends.values():
            os.close(fd)
        self._ends.clear()
