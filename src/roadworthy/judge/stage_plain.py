"""The stage without walls: two interpreters are started for each attempt, as the user who judges."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from roadworthy.judge.folders import AttemptFolders
from roadworthy.judge.lab_facts import checker_config
from roadworthy.judge.launch import Launched, LaunchSpec, guest_command, launch_subject, launch_trusted, sweep
from roadworthy.judge.stage import Channels
from roadworthy.labs import Lab

_A_MOMENT = 1.0
"""Seconds for the end of a process to be known, whose socket was closed already."""


class PlainStage:
    """An attempt's processes, uncontained.

    Args:
        lab: What is judged.
        folders: Where it lives.
        python: The environment's interpreter.
        lease_env: Addresses of the components, for both sides.
        seed: Of the random inputs.
    """

    def __init__(
        self, lab: Lab, folders: AttemptFolders, python: Path, lease_env: Mapping[str, str], seed: int
    ) -> None:
        self._lab = lab
        self._folders = folders
        self._python = python
        self._seed = seed
        self._processes: list[Launched] = []
        self._checker: Launched | None = None
        self._subject: Launched | None = None
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

    def start(self, channels: Channels) -> None:
        """Start both interpreters, with a line between them."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._start(channels, ours.fileno(), theirs.fileno())

    def _start(self, channels: Channels, checker: int, subject: int) -> None:
        folders = self._folders
        config = checker_config(
            self._lab, workspace=folders.workspace, checks=folders.checks, basetemp=folders.tmp / "checks"
        )
        config |= {
            "results": channels.results,
            "control": channels.control,
            "channel": checker,
            "seed": self._seed,
        }
        self._checker = launch_trusted(
            LaunchSpec(
                guest_command(self._python, "checker", json.dumps(config)),
                {**self._env, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                folders.workspace,
                fds=(channels.results, channels.control, checker),
                stdout=channels.checker_log,
                stderr=channels.checker_log,
            )
        )
        self._processes.append(self._checker)
        about = {
            "channel": subject,
            "workspace": str(folders.workspace),
            "memory_mb": self._lab.limits.memory_mb,
        }
        self._subject = launch_subject(
            LaunchSpec(
                guest_command(self._python, "subject", json.dumps(about)),
                self._env,
                folders.workspace,
                fds=(subject,),
                stdout=channels.output,
                stderr=channels.output,
            )
        )
        self._processes.append(self._subject)

    def watched(self) -> Sequence[tuple[int, Callable[[], None]]]:
        """Watch nothing."""
        return ()

    def is_checker_over(self) -> bool:
        """Ask the process."""
        return self._checker is not None and self._checker.process.poll() is not None

    def subject_status(self) -> int | None:
        """Ask the process."""
        return None if self._subject is None else self._subject.process.poll()

    def wait_for_subject(self) -> None:
        """Wait a moment for the process."""
        if self._subject is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._subject.process.wait(_A_MOMENT)

    def processes(self) -> int:
        """Count them."""
        return sum(one.count() for one in self._processes if one is not self._checker)

    def memory_mb(self) -> float:
        """Each process has its own limit here."""
        return 0.0

    def ran_out_of_memory(self) -> bool:
        """Return False: nobody would know."""
        return False

    def starved_seconds(self) -> float:
        """Return 0: without a process of ours above them there is nobody to ask."""
        return 0.0

    def spawn(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Start it, and report its end over a pipe."""
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

    def signal(self, pid: int, number: int) -> None:
        """Send it, unless it has ended."""
        for launched in self._processes:
            if launched.pid == pid and launched.process.poll() is None:
                if number == signal.SIGKILL:
                    launched.kill()
                else:
                    launched.process.send_signal(number)

    def interrupt(self) -> None:
        """Send SIGUSR1."""
        if self._subject is not None:
            self._subject.process.send_signal(signal.SIGUSR1)

    def kill(self) -> None:
        """Kill the subject and what it started."""
        if self._subject is not None:
            self._subject.kill()

    def end(self) -> None:
        """Kill everything that is known, and what left its family."""
        for launched in self._processes:
            launched.kill()
        sweep(self._folders.home)


def _report_end(process: subprocess.Popen[bytes], fd: int) -> None:
    status = process.wait()
    with contextlib.suppress(OSError):
        os.write(fd, str(status).encode())
    os.close(fd)
