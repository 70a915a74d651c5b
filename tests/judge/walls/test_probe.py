"""The probe says what stands, changes nothing, and waits for nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import psutil
import pytest

from roadworthy.judge.guest.walls import probe

if TYPE_CHECKING:
    from tests.judge.walls.conftest import Walled

WALLS = ["user", "pid", "mount", "ipc", "uts", "net", "cgroup", "proc", "seccomp", "landlock", "memory", "pids"]


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_it_leaves_this_process_as_it_was() -> None:
    def seen() -> list[object]:
        spaces = sorted(str(space.readlink()) for space in Path("/proc/self/ns").iterdir())
        return [spaces, sorted(file.name for file in Path("/proc/self/fd").iterdir()), psutil.Process().children()]

    before = seen()
    found = probe.standing()
    assert seen() == before
    assert list(found) == WALLS


def test_it_says_why_a_wall_does_not_stand(walled: Walled) -> None:
    said = json.loads(walled.code("import json; print(json.dumps(probe.standing()))", walls=["privileges", "seccomp"]))
    assert set(said) == set(WALLS)
    for name in ("user", "pid", "mount", "ipc", "uts", "net", "cgroup", "proc"):
        assert said[name] == "[Errno 1] Operation not permitted"
    assert said["seccomp"] == probe.STANDS  # one more filter may always be put on
    if walled.user is not None:
        assert said["memory"].startswith("no")
        assert said["pids"].startswith("no")
    assert not any("\n" in line for line in said.values())


def test_what_hangs_is_given_up(walled: Walled) -> None:
    code = """
        import json, signal
        probe._SECONDS = 0.2
        probe._seccomp = signal.pause
        print(json.dumps(probe.standing()))
    """
    assert json.loads(walled.code(dedent(code), walls=()))["seccomp"] == "no answer within 0.2 seconds"


def test_what_is_killed_is_told(walled: Walled) -> None:
    code = """
        import json, os
        probe._landlock = os.abort
        print(json.dumps(probe.standing()))
    """
    assert json.loads(walled.code(dedent(code), walls=["limits"]))["landlock"] == "the child that tried it was killed"


def test_another_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert set(probe.standing().values()) == {"only Linux has it, and this is darwin"}
