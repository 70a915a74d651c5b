"""`watch` in a real terminal, with real keys, real files and the real judge."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RealTerminal, Result

    Start = Callable[..., RealTerminal]

FAILED = "Not yet. 0 of 3 checks passed"
PASSED = "Passed: 3 checks"
# Each starts a program in a terminal of its own. The everyday run begins, saves, asks, goes on, lists and ends; what
# the keys mean is tested without a terminal as well (test_watch_keys.py, test_watch_list.py).
LONG = pytest.mark.long
TITLE = "Initials for an avatar"


@pytest.fixture
def watching(terminal: Start) -> RealTerminal:
    """`watch` on the starter of "initials", after its first verdict."""
    screen = terminal("watch", "initials")
    screen.wait_for(TITLE, FAILED, "q quit")
    return screen


@LONG
def test_begins_with_a_verdict(watching: RealTerminal, workspaces: Path) -> None:
    assert "✗ Every part of a name gives its first letter" in watching.shown
    assert "expected  'AL'" in watching.shown
    watching.wait_for(str(workspaces / "initials" / "initials.py"))


def test_a_save_is_judged(watching: RealTerminal, solve: Callable[[str], None], rw: Callable[..., Result]) -> None:
    watching.press("")
    solve("initials")
    shown = watching.wait_for(PASSED, "n goes on to the next lab", "1 of")
    assert "✓ Every part of a name gives its first letter" in shown
    assert rw("list", "avatar", "--json").data[0]["progress"] == "passed"


@LONG
def test_saving_again_meanwhile_begins_anew(
    watching: RealTerminal, solve: Callable[[str], None], workspaces: Path, rw: Callable[..., Result]
) -> None:
    watching.press("")
    slow = "import time\ndef initials(name):\n    time.sleep(60)\n"
    (workspaces / "initials" / "initials.py").write_text(slow)
    watching.wait_for("… test_takes_one_letter_of_each_name")  # it is being checked
    solve("initials")
    watching.wait_for(PASSED)
    assert rw("list", "avatar", "--json").data[0]["attempts"] == 2  # the slow one was stopped, and does not count


@LONG
def test_r_runs_again(watching: RealTerminal) -> None:
    watching.press("r")
    watching.wait_for("judging", FAILED)


@LONG
def test_h_gives_one_hint_after_the_other(watching: RealTerminal) -> None:
    watching.press("h")
    assert "Join the first letters" not in watching.wait_for("str.split", "1 hint left")
    watching.press("h")
    watching.wait_for("str.split", "Join the first letters", "That was the last hint")


@LONG
def test_n_waits_for_a_pass_but_can_be_told_twice(watching: RealTerminal) -> None:
    watching.press("n")
    watching.wait_for("Not passed yet. n again leaves it for later")
    watching.press("n")
    shown = watching.wait_for("judging")
    assert TITLE not in shown


@LONG
def test_n_goes_on_after_a_pass(watching: RealTerminal, solve: Callable[[str], None]) -> None:
    watching.press("")
    solve("initials")
    watching.wait_for(PASSED, "1 of")
    watching.press("n")
    assert TITLE not in watching.wait_for("judging")


def test_l_lists_and_enter_opens(watching: RealTerminal, solve: Callable[[str], None], workspaces: Path) -> None:
    watching.press("l")
    watching.wait_for("Initials for an avatar", "q back")
    watching.press("/")
    watching.press("words of")
    watching.wait_for("/words of_", "1 shown")
    watching.press("\r")
    watching.wait_for("1 shown")
    watching.press("\r")
    watching.wait_for("Words of a message", "0 of 3 checks passed")
    watching.press("")
    solve("word-count")
    watching.wait_for(PASSED)


@LONG
def test_l_and_q_go_back_to_where_it_was(watching: RealTerminal) -> None:
    watching.press("l")
    watching.wait_for("q back")
    watching.press("q")
    watching.wait_for(TITLE, FAILED)
    assert watching.process.poll() is None


@LONG
def test_c_checks_every_started_lab(
    watching: RealTerminal, solve: Callable[[str], None], rw: Callable[..., Result]
) -> None:
    rw("start", "word-count")
    solve("word-count")
    watching.press("c")
    watching.wait_for("✗ Initials for an avatar", "✓ Words of a message", "1 of 2 labs passed")
    watching.press(" ")
    watching.wait_for("initials.py", "q quit")


@pytest.mark.parametrize(("answer", "kept"), [("y", 1), *(pytest.param(key, 0, marks=LONG) for key in "nq")])
def test_x_asks_before_it_resets(answer: str, kept: int, watching: RealTerminal, workspaces: Path) -> None:
    mine = workspaces / "initials" / "initials.py"
    watching.press("")
    mine.write_text("def initials(name):\n    return 'mine'\n")
    watching.wait_for("got       'mine'")
    watching.press("x")
    watching.wait_for("y/N")
    watching.press(answer)
    watching.wait_for("The starter is back" if kept else "Nothing was changed", "q quit")
    assert len(list(workspaces.glob("initials.kept-*"))) == kept
    assert ("mine" in mine.read_text()) is not kept
    assert watching.process.poll() is None


@LONG
def test_b_shows_the_brief_and_question_mark_the_keys(watching: RealTerminal) -> None:
    watching.press("b")
    watching.wait_for("Why it matters", "q back")
    watching.press("q")
    watching.wait_for(FAILED)
    watching.press("?")
    watching.wait_for("check every lab you have started")
    watching.press("\x1b")
    watching.wait_for(FAILED)


@LONG
def test_broken_code_is_a_verdict_like_any_other(watching: RealTerminal, workspaces: Path) -> None:
    watching.press("")
    (workspaces / "initials" / "initials.py").write_text("def initials(\n")
    watching.wait_for("Your code does not load", "initials.py:1")


@LONG
def test_polling_works_too(terminal: Start, solve: Callable[[str], None]) -> None:
    screen = terminal("watch", "initials", "--poll")
    screen.wait_for(FAILED)
    screen.press("")
    solve("initials")
    screen.wait_for(PASSED)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda screen: screen.press("q"), 0),
        pytest.param(lambda screen: screen.press("\x03"), 130, marks=LONG),
        pytest.param(lambda screen: os.kill(screen.process.pid, signal.SIGTERM), 143, marks=LONG),
        pytest.param(lambda screen: os.kill(screen.process.pid, signal.SIGHUP), 129, marks=LONG),
        pytest.param(lambda screen: screen.press("lq" * 5 + "xn" + "q"), 0, marks=LONG),
    ],
    ids=["q", "ctrl-c", "SIGTERM", "SIGHUP", "in-and-out"],
)
def test_the_terminal_is_put_back(watching: RealTerminal, end: Callable[[RealTerminal], object], code: int) -> None:
    assert not watching.is_as_before
    end(watching)
    assert watching.wait() == code
    assert watching.is_as_before
    assert watching.raw.rstrip().endswith("\x1b[?25h")  # the cursor is shown again
    assert watching.raw.count("\x1b[?1049h") == watching.raw.count("\x1b[?1049l")


@LONG
def test_a_workspace_that_vanishes_can_be_made_anew(watching: RealTerminal, workspaces: Path) -> None:
    watching.press("")
    (workspaces / "initials").rename(workspaces / "elsewhere")
    watching.wait_for("The workspace is gone")
    watching.press("r")
    watching.wait_for("judging", FAILED)
    assert (workspaces / "initials" / "initials.py").is_file()


CRASHES = """
import sys
import roadworthy.cli as cli
from roadworthy.cli.watch_loop import Watch

Watch._list = lambda self: 1 / 0
sys.exit(cli.main(["watch", "initials"]))
"""


@LONG
def test_the_terminal_is_put_back_after_a_crash(terminal: Start) -> None:
    screen = terminal(code=CRASHES)
    screen.wait_for(FAILED)
    screen.press("l")
    assert screen.wait() == 70
    assert screen.is_as_before
    assert "ZeroDivisionError" in screen.shown


@LONG
def test_trouble_is_said_and_survived(watching: RealTerminal, workspaces: Path) -> None:
    (workspaces / "word-count").mkdir()
    (workspaces / "word-count" / "mine.txt").write_text("in the way")
    watching.press("l")
    watching.wait_for("q back")
    watching.press("/words of\r\r")
    watching.wait_for(TITLE, "this folder is not a workspace of the lab word-count", "q quit")
    assert watching.process.poll() is None


@LONG
def test_ctrl_z_gives_the_terminal_back_for_a_while(terminal: Start) -> None:
    screen = terminal("watch", "initials", under_bash=True, PS1="ready> ")
    screen.wait_for(FAILED, "q quit")
    screen.press("\x1a")
    screen.wait_for("Stopped")
    assert "\x1b[?25h" in screen.raw[screen.mark :]  # the cursor is shown
    screen.press("fg\n")
    screen.wait_for(TITLE, FAILED, "q quit")
    assert screen.raw.rindex("\x1b[?25l") > screen.raw.rindex("\x1b[?25h")
    screen.press("q")
    screen.wait_for("ready> ")
    screen.press("echo ended $?\n")
    screen.wait_for("ended 0")


@LONG
@pytest.mark.parametrize("columns", [60, 30, 200])
def test_no_line_is_wider_than_the_window(columns: int, terminal: Start) -> None:
    screen = terminal("watch", "initials", columns=columns, lines=20)
    screen.wait_for("Not yet", "passed", "n next")
    screen.press("l")
    screen.wait_for("back" if columns > 30 else "j k")
    assert max(map(len, screen.shown.split("\n"))) <= columns


@LONG
def test_a_resize_draws_anew(watching: RealTerminal) -> None:
    watching.press("")
    watching.resize(40, 30)
    shown = watching.wait_for(TITLE, "Not yet", "n next")
    assert max(map(len, shown.split("\n"))) <= 40


def test_without_a_terminal_it_says_what_to_do(rw: Callable[..., Result]) -> None:
    answer = rw("watch", "initials")
    assert answer.code == 2
    assert "roadworthy check" in answer.err


@LONG
def test_plain_without_colour(terminal: Start) -> None:
    screen = terminal("watch", "initials", NO_COLOR="1")
    screen.wait_for(FAILED)
    assert "\x1b[31m" not in screen.raw
    assert "\x1b[32m" not in screen.raw
