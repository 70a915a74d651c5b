"""What tests of the terminal share: a pack with two small labs, the command line in this process, and a real terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roadworthy.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The checks of the pack are for the judge.
collect_ignore = ["data"]

PACK = Path(__file__).parent / "data" / "pack"
# Seconds. Generous: a deadline is only ever waited for when a test fails.
DEADLINE = 25.0

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\r")


@dataclass(frozen=True)
class Result:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class RealTerminal:
    """A program in a pseudo-terminal, driven as a person drives it: keys in, text on the screen out."""

    def __init__(self, command: list[str], columns: int, lines: int, environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        self.resize(columns, lines)
        self.before = termios.tcgetattr(self.master)
        self.raw = ""
        self.mark = 0
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            # So that Ctrl-C and Ctrl-Z are signals, as in any terminal.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - this process forks from its only thread
            env={**os.environ, "TERM": "xterm-256color", **environment},
        )
        os.close(slave)

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if hasattr(self, "process"):
            os.kill(self.process.pid, signal.SIGWINCH)

    def press(self, keys: str) -> None:
        """Type; only what appears from now on counts for `wait_for`."""
        self._read(0)
        self.mark = len(self.raw)
        os.write(self.master, keys.encode())

    def wait_for(self, *texts: str) -> str:
        """Wait until all texts were shown since the last keys, and return what was; controls left out.

        Where lines break, which may be in a word, depends on how long this machine's paths are: so spaces do not count.
        """
        deadline = time.monotonic() + DEADLINE
        while True:
            shown = self.shown
            flat = "".join(shown.split())
            missing = [text for text in texts if "".join(text.split()) not in flat]
            if not missing:
                return shown
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"{missing} did not appear on:\n{self.shown[-4000:]}")

    @property
    def shown(self) -> str:
        return _CONTROL.sub("", self.raw[self.mark :])

    def _read(self, wait: float) -> bool:
        """Take what the program wrote; False at its end, or when nothing came."""
        ready, _, _ = select.select([self.master], [], [], wait)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other side is closed
            return False
        self.raw += data.decode("utf-8", "replace")
        return bool(data)

    def wait(self, impatient: str = "") -> int:
        """Wait until the program has ended, and return its exit code; press keys once if it has not after a while."""
        deadline = time.monotonic() + DEADLINE
        patience = time.monotonic() + 2
        while self._read(0.1) or self.process.poll() is None:
            assert time.monotonic() < deadline, f"it does not end:\n{self.shown[-4000:]}"
            if impatient and time.monotonic() > patience:
                self.press(impatient)
                impatient = ""
        return self.process.wait()

    def interrupt(self) -> int:
        """Press Ctrl-C as an impatient person does, and return the exit code.

        Python's `input` does not notice an interrupt that comes between its prompt and its reading, so once may be too
        soon.
        """
        self.press("\x03")
        return self.wait(impatient="\x03")

    @property
    def is_as_before(self) -> bool:
        """True if keys are echoed and lines edited as before the program began."""
        return termios.tcgetattr(self.master) == self.before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


@pytest.fixture(autouse=True)
def pack(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the labs "initials" and "word-count", which are there beside our own."""
    monkeypatch.setenv("ROADWORTHY_PACKS", json.dumps([str(PACK)]))
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return PACK / "terminal"


@pytest.fixture
def rw(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Result]]:
    """Run a command line in this process: `rw("list", "--json")`. There is nobody to answer questions."""
    monkeypatch.setattr(sys, "argv", ["roadworthy"])
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        capfd.readouterr()
        code = main(list(arguments))
        captured = capfd.readouterr()
        return Result(code, captured.out, captured.err)

    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        yield run


@pytest.fixture
def workspaces() -> Path:
    """The folder that this test's workspaces are made in."""
    from roadworthy.settings import Settings

    return Settings().workspaces


@pytest.fixture
def solve(pack: Path, workspaces: Path) -> Callable[[str], None]:
    """Put the reference into a started workspace, as an editor does that saves: a new file, then a rename."""

    def write(lab: str) -> None:
        for solution in (pack / lab / "reference").iterdir():
            target = workspaces / lab / solution.name
            temporary = target.with_suffix(".tmp~")
            temporary.write_bytes(solution.read_bytes())
            temporary.replace(target)

    return write


@pytest.fixture
def terminal() -> Iterator[Callable[..., RealTerminal]]:
    """Start the program in a terminal of its own: `terminal("watch", "initials", columns=60)`; `code` runs in its place.

    `under_bash` starts it from a shell with job control.
    """
    running: list[RealTerminal] = []

    def start(
        *arguments: str,
        columns: int = 80,
        lines: int = 40,
        code: str = "",
        under_bash: bool = False,
        **environment: str,
    ) -> RealTerminal:
        program = ["-c", code] if code else ["-m", "roadworthy"]
        command = [sys.executable, *program, *arguments]
        if under_bash:
            running.append(RealTerminal(["bash", "--norc", "-i"], columns, lines, environment))
            running[-1].press(f"{shlex.join(command)}\n")
        else:
            running.append(RealTerminal(command, columns, lines, environment))
        return running[-1]

    yield start
    for each in running:
        each.close()
