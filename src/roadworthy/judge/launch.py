"""The one place where processes of an attempt are started and ended; the sandbox's later place."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GUEST = Path(__file__).parent / "guest"
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class LaunchSpec:
    """What to start.

    Attributes:
        argv: The command.
        env: Its whole environment.
        cwd: Where it runs.
        fds: Descriptors that it inherits beside the standard ones.
        stdin, stdout, stderr: As for subprocess.Popen.
        memory_mb: Limit of its private memory, or 0 for none.
    """

    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    fds: Sequence[int] = ()
    stdin: int = subprocess.DEVNULL
    stdout: int = subprocess.DEVNULL
    stderr: int = subprocess.DEVNULL
    memory_mb: int = 0


@dataclass
class Launched:
    """A started process, leader of a session of its own."""

    process: subprocess.Popen[bytes]
    descendants: set[psutil.Process] = field(default_factory=set)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def look(self) -> None:
        """Remember its descendants, so that those that leave the session are found at the end."""
        with contextlib.suppress(psutil.Error):
            self.descendants.update(psutil.Process(self.pid).children(recursive=True))

    def kill(self) -> None:
        """Kill it with its session and every descendant known, and wait for its end."""
        self.look()
        for victim in self.descendants:
            with contextlib.suppress(psutil.Error):
                self.descendants = self.descendants | set(victim.children(recursive=True))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        for victim in self.descendants:
            with contextlib.suppress(psutil.Error):
                victim.kill()
        self.process.wait()


def launch_trusted(spec: LaunchSpec) -> Launched:
    """Start a process of ours (the checker)."""
    return Launched(_popen(spec))


def launch_subject(spec: LaunchSpec) -> Launched:
    """Start a process that runs code of the learner's. Every such process is started here."""
    launched = Launched(_popen(spec))
    if spec.memory_mb and sys.platform == "linux":
        import resource

        size = spec.memory_mb * 1024 * 1024
        with contextlib.suppress(OSError):  # it has ended already
            resource.prlimit(launched.pid, resource.RLIMIT_DATA, (size, size))
            resource.prlimit(launched.pid, resource.RLIMIT_CORE, (0, 0))
    return launched


def _popen(spec: LaunchSpec) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(spec.argv),
        env=dict(spec.env),
        cwd=spec.cwd,
        stdin=spec.stdin,
        stdout=spec.stdout,
        stderr=spec.stderr,
        pass_fds=tuple(spec.fds),
        start_new_session=True,
        close_fds=True,
    )


def guest_command(python: Path, role: str, config: str) -> list[str]:
    """Return the command that starts "checker" or "subject" in an environment."""
    # Isolated, but for the seed of hashes, which both processes share: the environment holds nothing but what we put in.
    return [str(python), "-s", "-P", "-B", str(GUEST / "entry.py"), role, config]
