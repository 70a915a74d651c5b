"""`check`, with the judge and the store that everybody uses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RealTerminal, Result


@pytest.fixture
def started(rw: Callable[..., Result]) -> None:
    assert rw("start", "initials").code == 0


def test_the_starter_fails_and_says_why(started: None, rw: Callable[..., Result]) -> None:
    answer = rw("check", "initials")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0] == "Initials for an avatar  initials"
    assert lines[1:4] == [
        "✗ Every part of a name gives its first letter.",
        "✗ The letters are upper case, however the name was typed.",
        "✗ Spaces make no difference, wherever they are.",
    ]
    assert "expected  'AL'" in answer.out
    assert "got       'Ada Lovelace'" in answer.out
    assert "Not yet. 0 of 3 checks passed" in lines[-1]
    assert "roadworthy hint" in answer.err


@pytest.mark.long
def test_only_the_first_failures_are_explained_unless_asked(
    started: None, rw: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadworthy.cli.check.EXPLAINED", 1)
    assert rw("check", "initials").out.count("expected  ") == 1
    assert rw("check", "initials", "--all").out.count("expected  ") == 3


def test_a_pass_is_kept_as_evidence(started: None, solve: Callable[[str], None], rw: Callable[..., Result]) -> None:
    solve("initials")
    answer = rw("check", "initials")
    assert answer.code == 0, answer
    assert "Passed: 3 checks in " in answer.out
    assert "Evidence kept: " in answer.out
    states = {row["id"]: row["progress"] for row in rw("list", "--topic", "terminal", "--json").data}
    assert states == {"initials": "passed", "word-count": "new"}
    assert [row["id"] for row in rw("list", "--show", "passed", "--json").data] == ["initials"]


@pytest.mark.long
def test_a_failure_is_kept_as_an_attempt(started: None, rw: Callable[..., Result]) -> None:
    rw("check", "initials")
    row = rw("list", "avatar", "--json").data[0]
    assert (row["progress"], row["attempts"]) == ("tried", 1)


def test_json_is_the_whole_verdict_and_nothing_else(
    started: None, solve: Callable[[str], None], rw: Callable[..., Result]
) -> None:
    failed = rw("check", "initials", "--json")
    assert failed.code == 1
    assert failed.err == ""
    assert (failed.data["passed"], failed.data["status"]) == (False, "failed")
    assert [check["outcome"] for check in failed.data["checks"]] == ["failed"] * 3
    solve("initials")
    passed = rw("check", "initials", "--json")
    assert passed.code == 0
    assert passed.data["passed"] is True


@pytest.mark.long
def test_that_there_is_no_sandbox_is_said_once_and_on_standard_error(started: None, workspaces: Path) -> None:
    def check(*options: str) -> tuple[str, str]:
        command = [sys.executable, "-m", "roadworthy", "check", *options]
        env = {**os.environ, "ROADWORTHY_CONTAINED": "never"}
        done = subprocess.run(
            command, cwd=workspaces / "initials", env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        return done.stdout, done.stderr

    said, remarked = check("--json")
    assert remarked.count("without a sandbox") == 1
    assert json.loads(said)["notes"] == []
    said, remarked = check()
    assert "Not yet" in said
    assert "sandbox" not in said + remarked


def test_exercism_is_the_results_of_its_test_runners_and_nothing_else(started: None, rw: Callable[..., Result]) -> None:
    failed = rw("check", "initials", "--exercism")
    assert failed.code == 1
    assert failed.err == ""
    assert (failed.data["version"], failed.data["status"]) == (3, "fail")
    assert [test["status"] for test in failed.data["tests"]] == ["fail"] * 3
    assert all(test["test_code"] and test["message"] for test in failed.data["tests"])


def test_code_that_does_not_load_is_shown_with_its_line(
    started: None, rw: Callable[..., Result], workspaces: Path
) -> None:
    (workspaces / "initials" / "initials.py").write_text("def initials(name:\n    return name\n")
    answer = rw("check", "initials")
    assert answer.code == 1
    assert "initials.py:1" in answer.out
    assert "Your code does not load" in answer.out
    assert "Traceback" not in answer.out + answer.err


def test_what_the_code_prints_cannot_steer_the_terminal(
    started: None, rw: Callable[..., Result], workspaces: Path
) -> None:
    (workspaces / "initials" / "initials.py").write_text(
        "def initials(name):\n    print('\\x1b]0;owned\\x07')\n    return '\\u202e' + name\n"
    )
    answer = rw("check", "initials")
    assert answer.code == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(answer.out + answer.err)


def test_in_the_workspace_the_lab_needs_no_name(
    started: None,
    solve: Callable[[str], None],
    rw: Callable[..., Result],
    workspaces: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rw("start", "word-count")
    solve("initials")
    monkeypatch.chdir(workspaces / "initials")
    assert rw("check").code == 0


@pytest.mark.long
def test_a_real_process_ends_with_the_verdict(started: None, workspaces: Path) -> None:
    command = [sys.executable, "-m", "roadworthy", "check"]
    done = subprocess.run(command, cwd=workspaces / "initials", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Not yet. 0 of 3 checks passed" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_in_a_terminal_checks_come_as_whole_lines(started: None, terminal: Callable[..., RealTerminal]) -> None:
    screen = terminal("check", "initials")
    assert screen.wait() == 1
    lines = [line.rstrip() for line in screen.shown.split("\n")]
    assert "✗ Every part of a name gives its first letter." in lines
    assert "✗ The letters are upper case, however the name was typed." in lines
    assert screen.is_as_before
