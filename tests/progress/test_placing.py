"""A placement comes out of what was recorded: the same after a restart, with passes as answers and words as words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from roadworthy.labs import Status
from roadworthy.progress import (
    Placed,
    ProbeOutcome,
    because,
    claimable,
    claims_from,
    mastery,
    place,
    placement_skills,
    probes_of,
    rules,
)
from roadworthy.progress.placing import _check_of_claims
from roadworthy.skills import Catalogue
from roadworthy.storage import LedgerEntry, PlacementRecord, ProbeNote, ProbeWord

from .conftest import NOON, by_id, lab, skill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHAIN = 8
SKILLS = Catalogue([skill("s0"), *(skill(f"s{at}", f"s{at - 1}") for at in range(1, CHAIN)), skill("unproven")])
LABS = by_id(*(lab(f"l{at}", f"s{at}") for at in range(CHAIN)))


def entry(name: str, status: Status = Status.PASSED, *, hours: float = 1) -> LedgerEntry:
    at = NOON + timedelta(hours=hours)
    if status is Status.PASSED:
        return LedgerEntry(name, at, status, f"attempt-{hours}", "v1", "code", LABS[name].skills)
    return LedgerEntry(name, at, status)


def note(probe: str, word: ProbeWord, *, hours: float = 1) -> ProbeNote:
    return ProbeNote(probe, word, NOON + timedelta(hours=hours))


def placed(
    ledger: Iterable[LedgerEntry] = (),
    *notes: ProbeNote,
    claims: Mapping[str, bool] | None = None,
    started: datetime = NOON,
) -> Placed:
    return place(PlacementRecord(1, 7, claims or {}, started, None, notes), ledger, LABS, SKILLS)


def test_it_is_about_what_labs_prove_and_what_that_requires() -> None:
    assert list(placement_skills(by_id(lab("l", "s2")), SKILLS)) == ["s0", "s1", "s2"]
    assert "unproven" not in placed().states


def test_the_same_record_gives_the_same_placement_in_whatever_order_the_ledger_comes() -> None:
    ledger = [entry("l2", hours=1), entry("l5", Status.FAILED, hours=2), entry("l4", hours=3)]
    first, again = placed(ledger, claims={"s1": True}), placed(reversed(ledger), claims={"s1": True})
    assert first == again
    assert [step.lab for step in first.steps] == ["l2", "l4"]


def test_nothing_is_inferred_before_the_first_answer_whatever_is_claimed() -> None:
    claimed = placed(claims={f"s{at}": True for at in range(CHAIN)})
    assert any(state.known for state in claimed.states.values())
    assert claimed.inferred == {}


def test_a_pass_from_before_it_began_is_an_answer() -> None:
    found = placed([entry("l5", hours=-100)])
    assert [(step.lab, step.outcome) for step in found.steps] == [("l5", ProbeOutcome.PASSED)]
    assert {"s0", "s1", "s2", "s3", "s4", "s5"} <= set(found.inferred)
    assert set(found.steps[0].change.known) >= {"s0", "s5"}


def test_failing_is_no_answer_until_the_learner_says_that_they_cannot() -> None:
    asked = placed().probe
    assert asked is not None
    name = asked.probe.id
    failed = placed([entry(name, Status.FAILED, hours=1), entry(name, Status.BROKEN, hours=2)])
    assert failed.probe is not None
    assert (failed.probe.probe.id, failed.tries, failed.steps) == (name, 2, ())
    given_up = placed([], note(name, ProbeWord.CANNOT))
    assert [(step.lab, step.outcome) for step in given_up.steps] == [(name, ProbeOutcome.CANNOT)]
    assert given_up.states[LABS[name].skills[0]].known is False
    assert given_up.probe is None or given_up.probe.probe.id != name


def test_tries_from_before_the_placement_do_not_count() -> None:
    asked = placed().probe
    assert asked is not None
    assert placed([entry(asked.probe.id, Status.FAILED, hours=-1)]).tries == 0


def test_a_pass_after_giving_up_takes_the_word_back_and_one_before_makes_it_void() -> None:
    gave_up = note("l4", ProbeWord.CANNOT, hours=2)
    after = placed([entry("l4", hours=3)], gave_up)
    assert [step.outcome for step in after.steps] == [ProbeOutcome.CANNOT, ProbeOutcome.PASSED]
    assert after.states["s4"].known is True
    before = placed([entry("l4", hours=1)], gave_up)
    assert [step.outcome for step in before.steps] == [ProbeOutcome.PASSED]


def test_what_is_put_off_is_not_asked_and_answers_nothing() -> None:
    first = placed().probe
    assert first is not None
    other = placed([], note(first.probe.id, ProbeWord.LATER))
    assert other.probe is not None
    assert other.probe.probe.id != first.probe.id
    assert (other.steps, other.put_off) == ((), (first.probe.id,))
    assert other.states == placed().states


def test_it_is_enough_when_everything_is_answered_or_put_off() -> None:
    assert not placed().is_enough
    assert placed([], *(note(name, ProbeWord.LATER) for name in LABS)).is_enough


def test_claims_alone_are_never_enough() -> None:
    sure = replace(placed(), confidence=0.99)
    assert sure.probe is not None
    answered = placed([entry("l1"), entry("l2"), entry("l3")]).steps
    assert [replace(sure, steps=answered[:count]).is_enough for count in range(4)] == [False, False, False, True]
    assert not replace(sure, steps=answered, confidence=0.9).is_enough


def test_a_probe_whose_lab_is_gone_is_left_out() -> None:
    gone = entry("l1")._replace(lab="no-more")
    assert placed([gone], note("no-more-either", ProbeWord.CANNOT)).steps == ()


def test_what_is_proven_needs_no_word_and_what_is_not_ticked_is_said_to_be_missing() -> None:
    skills = placement_skills(LABS, SKILLS)
    known = mastery([entry("l2")], rules(LABS, SKILLS), now=NOON + timedelta(days=1))
    may = claimable(skills, known)
    assert [skill.id for skill in may] == ["s0", "s1", "s3", "s4", "s5", "s6", "s7"], "inferred is not proven"
    assert claims_from({"s1", "s2", "nonsense"}, may[:3]) == {"s0": False, "s1": True, "s3": False}


def test_every_state_says_why() -> None:
    found = placed([entry("l3")], note("l5", ProbeWord.CANNOT), claims={"s4": True})
    why = {skill: because(state, SKILLS, LABS) for skill, state in found.states.items()}
    assert why["s3"] == "Passed: “The l3 lab”."
    assert why["s2"] == "You have S3, which needs it."
    assert why["s5"] == "Not passed: “The l5 lab”."
    assert why["s6"] == "It needs S5, which is missing."
    assert "answer like you" in why["s4"] or "You said so" in why["s4"]


def test_somebody_whose_claims_leave_nothing_open_is_asked_all_the_same() -> None:
    sure = Catalogue([skill("a"), skill("b", "a")])
    labs = by_id(lab("la", "a"), lab("lb", "b"))
    for claims, asked in (
        ({"a": True, "b": True}, "la"),
        ({"a": False, "b": True}, "lb"),
        ({"a": False, "b": False}, "la"),
    ):
        chosen = _check_of_claims(probes_of(labs.values(), sure), claims, sure)
        assert chosen is not None
        assert chosen.probe.id == asked
        assert "claims leave nothing open" in chosen.why
    for seed in range(5):
        record = PlacementRecord(1, seed, dict.fromkeys(SKILLS, False), NOON, None, ())
        assert place(record, (), LABS, SKILLS).probe is not None
