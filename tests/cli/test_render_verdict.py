from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from roadworthy.cli.render_verdict import check_line, headline, verdict_detail
from roadworthy.labs import CheckResult, Frame, Outcome, Status, Verdict

PASSED = CheckResult("test_reads", "A second read does not reach the database", Outcome.PASSED, seconds=0.01)
FAILED = CheckResult(
    "test_expires[5]",
    "Entries expire",
    Outcome.FAILED,
    message="the entry is still there after 5 s",
    expected="None",
    actual="'Ada'",
    traceback=(Frame("cache.py", 14, "get", "    return self.redis.get(key)"),),
    output="got Ada\n",
    seconds=5.2,
)
VERDICT = Verdict("cache-aside", Status.FAILED, (PASSED, FAILED), seed=42, seconds=5.4)


def render(*parts: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False, emoji=False)
    for part in parts:
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_check_is_a_sign_and_its_sentence() -> None:
    assert render(check_line(PASSED)) == "✓ A second read does not reach the database\n"
    assert render(check_line(FAILED)) == "✗ Entries expire  [5]  5.2 s\n"


def test_a_failure_says_everything_once() -> None:
    assert render(*verdict_detail(VERDICT)).splitlines() == [
        "",
        "✗ Entries expire  [5]",
        "  test_expires[5]",
        "  the entry is still there after 5 s",
        "  expected  None ",
        "  got       'Ada'",
        "  cache.py:14 in get",
        "      return self.redis.get(key)",
        "  your code printed",
        "    got Ada",
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.FAILED, "Not yet. 1 of 2 checks passed in 5.4 s  seed 42\n"),
        (Status.BROKEN, "Your code does not load. 1 of 2"),
        (Status.LIMIT, "Over the limit. 1 of 2"),
        (Status.COMPONENT_FAILED, "Not judged: a component failed, your code did not"),
        (Status.NOT_JUDGED, "Not judged. 1 of 2"),
    ],
)
def test_the_headline_says_how_it_ended(status: Status, words: str) -> None:
    assert render(headline(replace(VERDICT, status=status))).startswith(words)


def test_the_count_is_said_once() -> None:
    verdict = replace(VERDICT, message="1 of 2 checks failed.")
    assert render(headline(verdict)) == render(headline(VERDICT))


def test_the_headline_of_a_pass() -> None:
    verdict = Verdict("cache-aside", Status.PASSED, (PASSED,), seconds=0.21)
    assert render(headline(verdict)) == "Passed: 1 check in 0.21 s\n"


def test_a_broken_file_is_shown_with_its_line() -> None:
    frame = Frame("cache.py", 3, "<module>", "def get(:")
    verdict = Verdict("cache-aside", Status.BROKEN, (), message="SyntaxError: invalid syntax", traceback=(frame,))
    shown = render(*verdict_detail(verdict), headline(verdict))
    assert "cache.py:3" in shown
    assert "def get(:" in shown
    assert "Your code does not load: SyntaxError: invalid syntax" in shown


def test_only_as_many_failures_as_asked_for() -> None:
    verdict = replace(VERDICT, checks=(FAILED, replace(FAILED, name="test_other", sentence="Other"), PASSED))
    shown = render(*verdict_detail(verdict, failures=1))
    assert "Entries expire" in shown
    assert "Other" not in shown
    assert "\nand 1 more\n" in shown


def test_long_output_is_cut_and_said_to_be() -> None:
    verdict = replace(VERDICT, checks=(replace(FAILED, output="line\n" * 100),))
    shown = render(*verdict_detail(verdict, longest=6))
    assert shown.count("    line\n") == 6
    assert "94 lines more" in shown


def test_deep_recursion_shows_the_calls_that_matter() -> None:
    frames = tuple(Frame("tree.py", number, "walk", "walk(child)") for number in range(1, 901))
    shown = render(*verdict_detail(replace(VERDICT, checks=(replace(FAILED, traceback=frames),))))
    assert "895 calls above" in shown
    assert "tree.py:900" in shown
    assert "tree.py:895 " not in shown


def test_nothing_of_the_learner_steers_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\u202e[bold red]:smile:"
    check = replace(FAILED, name=evil, sentence=evil, message=evil, expected=evil, actual=evil, output=evil)
    frame = Frame(evil, 1, evil, evil)
    verdict = replace(
        VERDICT,
        checks=(replace(check, traceback=(frame,)),),
        message=evil,
        notes=(evil,),
        output=evil,
        traceback=(frame,),
    )
    shown = render(*map(check_line, verdict.checks), *verdict_detail(verdict), headline(verdict), width=200)
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "[bold red]:smile:" in shown


@pytest.mark.parametrize("width", [20, 60, 200])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    long = replace(FAILED, message="x" * 500, expected="y" * 500, sentence="A sentence " * 20, output="日本語" * 100)
    verdict = replace(VERDICT, checks=(long,), notes=("note " * 50,))
    console = Console(width=width)
    shown = render(*map(check_line, verdict.checks), *verdict_detail(verdict), headline(verdict), width=width)
    assert max(console.measure(line).maximum if line else 0 for line in shown.splitlines()) <= width
