"""The one place where processes of an attempt are started and ended; the sandbox's later place."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roadworthy.judge.guest.walls.limits import CALLERS

GUEST = Path(__file__).parent / "guest"
_PROC = Path("/proc")
_PATIENCE = 2.0
"""Seconds until processes that were killed have to be gone."""


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

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def count(self) -> int:
        """Return how many processes it and its descendants are, and threads beyond those that checks may call from."""
        return sum(max(1, _threads(pid) - CALLERS) for pid in _tree(self.pid))

    def kill(self) -> None:
        """Kill it with its group and its descendants, and wait for its end."""
        family = list(_tree(self.pid))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        _kill(family)
        self.process.wait()


def launch_trusted(spec: LaunchSpec) -> Launched:
    """Start a process of ours (the checker)."""
    return Launched(_popen(spec))


def launch_warm(spec: LaunchSpec) -> subprocess.Popen[bytes]:
    """Start a process of ours that ends when its socket does.

    It is not tied to us in another way: the kernel would end it with the thread that started it, and a pool is used by
    threads that come and go.
    """
    return _popen(spec, ())


def launch_subject(spec: LaunchSpec) -> Launched:
    """Start a process that runs code of the learner's. Every such process is started here.

    Raises:
        OSError: There is no such program, or it cannot be run.
    """
    if shutil.which(spec.argv[0], path=spec.env.get("PATH")) is None and not (spec.cwd / spec.argv[0]).is_file():
        raise FileNotFoundError(2, "No such program", spec.argv[0])
    launched = Launched(_popen(spec))
    if spec.memory_mb and sys.platform == "linux":
        import resource

        size = spec.memory_mb * 1024 * 1024
        with contextlib.suppress(OSError):  # it has ended already
            resource.prlimit(launched.pid, resource.RLIMIT_DATA, (size, size))
            resource.prlimit(launched.pid, resource.RLIMIT_CORE, (0, 0))
    return launched


def _popen(spec: LaunchSpec, tie: Sequence[str] | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*(_dying_with_us() if tie is None else tie), *spec.argv],
        env=dict(spec.env),
        cwd=spec.cwd,
        stdin=spec.stdin,
        stdout=spec.stdout,
        stderr=spec.stderr,
        pass_fds=tuple(spec.fds),
        start_new_session=True,
        close_fds=True,
    )


@cache
def _dying_with_us() -> tuple[str, ...]:
    """Return what makes a command die when the judge does, however that ends; nothing where the system cannot."""
    program = shutil.which("setpriv") if sys.platform == "linux" else None
    if program is None:
        return ()
    command = (program, "--pdeathsig", "KILL", "--")
    works = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    return command if works else ()


def guest_command(python: Path, role: str, config: str) -> list[str]:
    """Return the command that starts "checker" or "subject" in an environment."""
    # Isolated, but for the seed of hashes, which both processes share: the environment holds nothing but what we put in.
    return [str(python), "-s", "-P", "-B", str(GUEST / "entry.py"), role, config]


def sweep(home: Path) -> int:
    """Kill processes that left their family and are still about; return how many.

    Every process of an attempt has the attempt's own HOME in its environment, unless it took care to lose it (which
    only a process namespace can prevent).
    """
    if not _PROC.is_dir():
        return 0
    mark = f"\0HOME={home}\0".encode()
    found = [pid for pid in _pids() if mark in _environment(pid)]
    _kill(found)
    return len(found)


def _kill(pids: Sequence[int]) -> None:
    """Kill processes and wait until they are gone (or are zombies, for somebody else to reap)."""
    left = list(pids)
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + _PATIENCE
    while left and time.monotonic() < deadline:
        left = [pid for pid in left if _is_alive(pid)]
        if left:
            time.sleep(0.001)


def _is_alive(pid: int) -> bool:
    if not _PROC.is_dir():
        return False
    try:
        state = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in (b"Z", b"X")


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and its descendants, as far as /proc tells."""
    yield pid
    with contextlib.suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                for child in (task / "children").read_text().split():
                    yield from _tree(int(child))


def _threads(pid: int) -> int:
    try:
        return len(os.listdir(_PROC / str(pid) / "task"))  # noqa: PTH208  # counted, not walked
    except OSError:
        return 0


def _pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()]


def _environment(pid: int) -> bytes:
    try:
        return b"\0" + (_PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return b""
