"""`walled`: what happens behind the walls, in a real process, as whoever runs the tests and as an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

ORDINARY = 65534
SCRIPT = Path(__file__).with_name("locked_up.py")
ALL = ("limits", "privileges", "landlock", "seccomp")


class Walled:
    """Starts processes behind walls."""

    def __init__(self, user: int | None, folder: Path) -> None:
        self.user = user
        self.folder = folder
        """Where they may write; their home."""

    def calls(self, calls: Sequence[tuple[str | int, Sequence[int]]], walls: Sequence[str] = ("seccomp",)) -> list[str]:
        """Return what came of raw system calls: "done", the name of an error, or of a signal."""
        done = self._start({"walls": walls, "calls": calls})
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    def run(self, *command: str, walls: Sequence[str] = ALL) -> subprocess.CompletedProcess[str]:
        """Run a program that is on the PATH."""
        return self._start({"walls": walls, "run": command})

    def shell(self, script: str, walls: Sequence[str] = ALL) -> str:
        """Return what a bash script prints; it must succeed, in every line."""
        done = self.run("bash", "-euo", "pipefail", "-c", script, walls=walls)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def code(self, code: str, walls: Sequence[str] = ("seccomp",)) -> str:
        """Return what Python code prints that has the modules of the walls as globals; it must succeed."""
        done = self._start({"walls": walls, "code": code})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def _start(self, wanted: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        wanted |= {"user": self.user, "writable": [str(self.folder), "/dev"]}
        return subprocess.run(
            [sys.executable, "-I", str(SCRIPT), json.dumps(wanted)],
            cwd=self.folder,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin",
                "HOME": str(self.folder),
                "TMPDIR": str(self.folder),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="package", params=["whoever runs the tests", "an ordinary user"])
def walled(request: pytest.FixtureRequest) -> Iterator[Walled]:
    if sys.platform != "linux":
        pytest.skip("the walls are Linux's")
    user = ORDINARY if request.param == "an ordinary user" else None
    if user is not None and os.geteuid() != 0:
        pytest.skip("the tests run as an ordinary user already")
    folder = Path(tempfile.mkdtemp(prefix="roadworthy-walls-"))  # not tmp_path, which other users cannot reach
    if user is not None:
        os.chown(folder, user, user)
    yield Walled(user, folder)
    shutil.rmtree(folder)
