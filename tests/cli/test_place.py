"""`roadworthy place`: the same placement as in the browser, one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadworthy.cli.ask_claims import chosen_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import RealTerminal, Result


def test_it_begins_asks_takes_words_and_stops(rw: Callable[..., Result]) -> None:
    begun = rw("place", "--no-claims", "--json").data
    assert (begun["running"], begun["answers"]) == (True, [])
    first = begun["probe"]["lab"]
    other = rw("place", "--later", "--json").data["probe"]["lab"]
    assert other != first
    answered = rw("place", "--cannot", "--json").data
    assert [(step["lab"], step["outcome"]) for step in answered["answers"]] == [(other, "cannot")]
    assert answered["probe"]["lab"] not in {first, other}
    stopped = rw("place", "--stop", "--json").data
    assert (stopped["running"], stopped["probe"]) == (False, None)
    assert rw("place", "--resume", "--json").data["probe"] == answered["probe"]
    assert rw("place", "--again", "--no-claims", "--json").data["answers"] == []


@pytest.mark.long
def test_a_question_says_why_and_how_it_is_answered(rw: Callable[..., Result]) -> None:
    told = rw("place", "--no-claims").out
    lab = rw("place", "--json").data["probe"]["lab"]
    assert "Decides" in told
    for line in (f"roadworthy start {lab}", "place --cannot", "place --later", "place --stop"):
        assert line in told
    assert "sure of where you stand" not in told, "nothing was answered yet"
    answered = rw("place", "--cannot").out
    assert "Not shown: " in answered
    assert "not known:" in answered
    assert rw("place", "--json").data["answers"][0]["told"] == {}


@pytest.mark.long
def test_the_result_says_what_each_inference_rests_on(rw: Callable[..., Result], solve: Callable[[str], None]) -> None:
    rw("start", "word-count")
    solve("word-count")
    assert rw("check", "word-count").code == 0
    rw("place", "--no-claims")
    told = rw("place", "--stop").out
    assert "Stopped" in told
    assert "inferred, " in told
    assert "Passed: " in told
    assert "roadworthy next" in told


@pytest.mark.parametrize("option", ["--cannot", "--later", "--stop", "--resume"])
def test_what_was_never_begun_cannot_be_answered(rw: Callable[..., Result], option: str) -> None:
    answer = rw("place", option)
    assert answer.code == 2
    assert "no placement was begun" in answer.err


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_nobody_is_asked_where_nobody_is(rw: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    answer = rw("place", *arguments)
    assert answer.code == 2
    assert "--no-claims" in answer.err


def test_a_skill_that_is_none_begins_nothing(rw: Callable[..., Result]) -> None:
    assert "there is no skill 'sqll'" in rw("place", "--know", "sqll").err
    assert "no placement was begun" in rw("place", "--stop").err


def test_nothing_is_answered_after_a_stop(rw: Callable[..., Result]) -> None:
    rw("place", "--no-claims", "--stop")
    assert "nothing is asked" in rw("place", "--cannot").err


@pytest.mark.long
def test_claims_are_asked_for_by_area_in_a_terminal(terminal: Callable[..., RealTerminal]) -> None:
    screen = terminal("place", columns=100)
    screen.wait_for("(1 of ", "> ")
    screen.press("0\n")
    screen.wait_for("Numbers from 1 to", "> ")
    screen.press("1-2\n")
    screen.wait_for("(2 of ", "> ")
    screen.press("s\n")
    screen.wait_for("Question 1", "place --cannot")
    assert screen.wait() == 0


@pytest.mark.long
def test_leaving_while_being_asked_begins_nothing(
    terminal: Callable[..., RealTerminal], rw: Callable[..., Result]
) -> None:
    screen = terminal("place")
    screen.wait_for("> ")
    assert screen.interrupt() == 130
    assert "no placement was begun" in rw("place", "--stop").err


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("", set()),
        ("a", {1, 2, 3, 4, 5}),
        ("1 3-5", {1, 3, 4, 5}),
        ("2,2, 4", {2, 4}),
        ("6", None),
        ("0", None),
        ("3-1", None),
        ("-2", None),
        ("x", None),
        ("1-", None),
    ],
)
def test_numbers_are_read_as_people_write_them(answer: str, numbers: set[int] | None) -> None:
    assert chosen_numbers(answer, 5) == numbers
