"""What checks say of single skills."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from roadworthy.labs import CheckResult, Lab, Outcome, find_labs, never_ran, read_checks, told_by
from roadworthy.labs.locate import without_table

if TYPE_CHECKING:
    from collections.abc import Mapping

P, F, E, S = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED


@pytest.fixture
def told_lab(lab: Lab) -> Lab:
    """A lab of three skills; the third has no checks of its own, and one check is about two."""
    tells = {"a": ("test_a", "test_both"), "b": ("test_b[x]", "test_both")}
    return replace(lab, skills=("a", "b", "c"), tells=tells)


def told(lab: Lab, **changed: Outcome) -> Mapping[str, bool]:
    """Return what is told if all checks pass but for some."""
    outcomes = {"test_a[1]": P, "test_a[2]": P, "test_b[x]": P, "test_b[y]": P, "test_both": P, "test_rest": P}
    for name, outcome in changed.items():
        found = [each for each in outcomes if each.replace("[", "_").rstrip("]") == f"test_{name}"]
        outcomes[found[0]] = outcome
    return told_by(lab, [CheckResult(name, "A sentence.", outcome) for name, outcome in outcomes.items()])


def test_without_the_table_nothing_is_told(lab: Lab) -> None:
    assert told(lab) == {}


def test_a_skill_is_shown_by_all_its_checks_and_missing_by_one_that_failed(told_lab: Lab) -> None:
    assert told(told_lab) == {"a": True, "b": True, "c": True}
    assert told(told_lab, a_2=F) == {"a": False, "b": True, "c": True}
    assert told(told_lab, b_x=F) == {"a": True, "b": False, "c": True}


def test_a_check_about_two_skills_does_not_say_which_is_missing(told_lab: Lab) -> None:
    assert told(told_lab, both=F) == {"c": True}
    assert told(told_lab, both=F, a_1=F) == {"a": False, "c": True}


def test_what_is_about_no_skill_in_particular_shows_those_without_checks_of_their_own(told_lab: Lab) -> None:
    assert told(told_lab, rest=F) == {"a": True, "b": True}
    assert told(told_lab, b_y=F) == {"a": True, "b": True}, "only the run x is about b"


@pytest.mark.parametrize("outcome", [E, S])
def test_what_did_not_run_to_its_end_tells_nothing(told_lab: Lab, outcome: Outcome) -> None:
    assert told(told_lab, a_1=outcome) == {"b": True, "c": True}
    assert told_by(told_lab, []) == {}


def test_a_check_that_an_earlier_version_had_not_shows_nothing(told_lab: Lab) -> None:
    before = [CheckResult("test_a", "A sentence.", P), CheckResult("test_b[x]", "A sentence.", F)]
    assert told_by(told_lab, before) == {"b": False}
    assert never_ran(told_lab, before) == ("test_both", "test_both")


@pytest.mark.parametrize("after", ["", "\n[limits]\nseconds = 3\n"])
def test_a_table_is_taken_out_of_a_text_to_the_byte(after: str) -> None:
    before = 'title = "x"\n\n[hints]\n1 = "[tells] is a table"\n'
    table = '\n[tells]\n# why\na = [\n    "test_a",\n]\nb = ["test_b"]\n'
    assert without_table((before + table + after).encode(), "tells") == (before + after).encode()
    assert without_table((before + after).encode(), "tells") == (before + after).encode()


def test_a_table_that_only_looks_like_one_stays() -> None:
    text = b'a = """\n[tells]\nb = 1\n"""\n'
    assert without_table(text, "tells") == text


def test_no_lab_of_ours_tells_of_a_skill_by_a_check_that_there_is_not() -> None:
    for lab in find_labs().values():
        names = {check.name for check in read_checks(lab)}
        for skill, told in lab.tells.items():
            assert skill in lab.skills, lab.id
            assert {re.sub(r"\[.*", "", name) for name in told} <= names, lab.id
