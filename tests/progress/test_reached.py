"""How far somebody got before they said that they cannot tells of single skills, and is evidence of none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from roadworthy.labs import CheckResult, Outcome, Status, Verdict, hash_submission
from roadworthy.progress import Overview, Placed, attempts_that_tell, place, what_it_told
from roadworthy.progress.reached import told_until
from roadworthy.skills import Catalogue
from roadworthy.storage import AttemptRecord, LedgerEntry, PlacementRecord, ProbeNote, ProbeWord, open_store

from .conftest import NOON, by_id, lab, skill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LAB = replace(lab("both", "a", "b"), tells={"a": ("test_a",), "b": ("test_b",)})
LABS = by_id(LAB, lab("other", "c"))
SKILLS = Catalogue([skill("base"), skill("a", "base"), skill("b", "base"), skill("c", "b")])
WORKED = {"test_rest": True, "test_a": True, "test_b": False}


def attempt(
    results: Mapping[str, bool],
    *,
    hours: float = 1,
    status: Status = Status.FAILED,
    code: str = "code",
    of: str = "both",
) -> AttemptRecord:
    checks = tuple(
        CheckResult(name, "A sentence.", Outcome.PASSED if passed else Outcome.FAILED)
        for name, passed in results.items()
    )
    verdict = Verdict(of, status, checks)
    at = NOON + timedelta(hours=hours)
    return AttemptRecord(f"at-{hours}", "ada", of, "v1", code, status, verdict, 1, at, 1.0)


def told(*attempts: AttemptRecord, until: float = 9) -> dict[str, bool]:
    return told_until(LAB, attempts, since=NOON, until=NOON + timedelta(hours=until))


def given_up(*attempts: AttemptRecord) -> Placed:
    record = PlacementRecord(1, 7, {}, NOON, None, (ProbeNote("both", ProbeWord.CANNOT, NOON + timedelta(hours=9)),))
    ledger = [LedgerEntry(each.lab, each.started, each.status) for each in attempts]
    return place(record, ledger, LABS, SKILLS, attempts)


def test_what_passed_is_shown_and_what_failed_is_missing() -> None:
    assert told(attempt(WORKED)) == {"a": True, "b": False}
    assert told(attempt({"test_rest": True, "test_a": False, "test_b": False})) == {"a": False, "b": False}


def test_the_attempt_that_got_furthest_counts_and_of_equals_the_last() -> None:
    further = attempt(WORKED, hours=1)
    broke = attempt({"test_rest": True, "test_a": False, "test_b": False}, hours=2)
    assert told(broke, further) == {"a": True, "b": False}
    other = attempt({"test_rest": True, "test_a": False, "test_b": True}, hours=3)
    assert told(other, further, broke) == {"a": False, "b": True}


@pytest.mark.parametrize(
    "unfair",
    [
        attempt(WORKED, code=hash_submission(LAB, LAB.starter)),
        attempt(dict.fromkeys(WORKED, False)),
        attempt({}, status=Status.BROKEN),
        attempt(WORKED, status=Status.NOT_JUDGED),
        attempt(WORKED, hours=-1),
        attempt(WORKED, hours=10),
        attempt(WORKED, of="other"),
        attempt({"test_rest": False, "test_a": True, "test_b": True}),
    ],
    ids=["the starter", "nothing passed", "broken", "not judged", "before", "afterwards", "another lab", "all shown"],
)
def test_what_says_nothing_of_single_skills_tells_nothing(unfair: AttemptRecord) -> None:
    assert told(unfair) == {}


def test_a_placement_hears_skill_by_skill_what_was_done() -> None:
    whole, parts = given_up(), given_up(attempt(WORKED))
    (step,) = parts.steps
    assert (step.lab, step.outcome, step.told) == ("both", "cannot", {"a": True, "b": False})
    assert (parts.states["a"].known, parts.states["b"].known) == (True, False)
    assert parts.states["base"].known is True, "a needs it"
    assert whole.steps[0].told == {}
    assert whole.states["a"].probability < 0.5 < parts.states["a"].probability
    assert what_it_told(step, SKILLS, LABS) == "Shown: A. Not shown: B."
    assert what_it_told(whole.steps[0], SKILLS, LABS) == "Not shown: one of A or B, or more."


def test_a_pass_tells_of_all_skills_whatever_was_tried_before() -> None:
    passed = LedgerEntry("both", NOON + timedelta(hours=2), Status.PASSED, "id", "v1", "code", ("a", "b"))
    record = PlacementRecord(1, 7, {}, NOON, None)
    (step,) = place(record, [passed], LABS, SKILLS, [attempt(WORKED)]).steps
    assert step.told == {"a": True, "b": True}
    assert what_it_told(step, SKILLS, LABS) == "Shown: A and B."


def test_what_is_not_told_is_said() -> None:
    partial = replace(given_up(attempt(WORKED)).steps[0], told={"a": True})
    assert what_it_told(partial, SKILLS, LABS) == "Shown: A. Not told: B."


def test_a_placement_in_use_asks_the_store_for_what_was_given_up(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'roadworthy.sqlite3'}") as store:
        store.placements.begin("ada", {}, seed=1)
        now = datetime.now(UTC)
        for name, code in (("both", "code"), ("other", "code-2")):
            verdict = replace(attempt(WORKED).verdict, lab=name, submission_hash=code)
            store.record_attempt("ada", LABS[name], verdict, {}, started=now)
        store.placements.note("ada", "other", ProbeWord.CANNOT)
        store.placements.note("ada", "both", ProbeWord.CANNOT)
        record = store.placements.last("ada")
        assert record is not None
        assert [each.lab for each in attempts_that_tell(store, "ada", record, LABS)] == ["both"], (
            "the other tells nothing"
        )
        placed = Overview(store, "ada", LABS, SKILLS).placed
        assert placed is not None
        assert {step.lab: step.told for step in placed.steps} == {"both": {"a": True, "b": False}, "other": {}}
        assert store.evidence("ada") == ()
