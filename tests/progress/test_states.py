from __future__ import annotations

import pytest

from roadworthy.progress import LabProgress, Lock, SkillState, lab_states, locks, skill_states, stop_states, why_locked
from roadworthy.roadmap import Claim, EvidenceMark

from .conftest import by_id, claim, lab, match, proof, road, skill, stop

PASSED, EARLIER, PARTIAL, NONE = EvidenceMark.PASSED, EvidenceMark.EARLIER, EvidenceMark.PARTIAL, EvidenceMark.NONE
DUE, INFERRED = EvidenceMark.DUE, EvidenceMark.INFERRED


def test_a_pass_of_the_lab_as_it_is_now_proves_its_skills_and_no_others() -> None:
    labs = by_id(lab("cache", "redis", "cache-aside"), lab("queue", "rabbitmq"))
    states = skill_states([proof("redis", "cache"), proof("cache-aside", "cache")], labs)
    assert {name: state.mark for name, state in states.items()} == {
        "redis": PASSED,
        "cache-aside": PASSED,
        "rabbitmq": NONE,
    }


@pytest.mark.parametrize(
    "now",
    [by_id(lab("cache", "redis", version="v2")), by_id(lab("cache", "other")), {}],
    ids=["the lab changed", "it no longer proves the skill", "it is gone"],
)
def test_what_was_proven_by_what_is_no_more_is_said_to_be_old_and_not_dropped(now: dict) -> None:
    (state,) = [one for one in skill_states([proof("redis", "cache")], now).values() if one.skill == "redis"]
    assert state.mark is EARLIER
    assert len(state.evidence) == 1


def test_one_current_proof_is_enough_and_proofs_come_newest_first() -> None:
    labs = by_id(lab("cache", "redis", version="v2"), lab("easy", "redis", difficulty=1))
    state = skill_states(
        [
            proof("redis", "cache", hours=1),
            proof("redis", "cache", version="v2", hours=3),
            proof("redis", "easy", hours=2),
        ],
        labs,
    )["redis"]
    assert state.mark is PASSED
    assert [record.attempt for record in state.evidence] == ["attempt-3", "attempt-2", "attempt-1"]
    assert state.labs == ("easy", "cache")


def states_of(*passed: str, claims=(), old: tuple[str, ...] = ()):
    roadmap = road(
        data=[stop("redis"), stop("sql", stop("postgresql"), stop("indexes"), stop("folklore")), stop("both")],
        empty=[],
    )
    matches = (
        *match("redis", "redis"),
        *match("postgresql", "postgresql"),
        *match("indexes", "indexes"),
        *match("both", "redis", "rabbitmq"),
    )
    labs = by_id(*(lab(f"{name}-lab", name) for name in ("redis", "postgresql", "indexes", "rabbitmq")))
    evidence = [proof(name, f"{name}-lab") for name in passed]
    evidence += [proof(name, f"{name}-lab", version="v0") for name in old]
    return stop_states(roadmap, matches, skill_states(evidence, labs), claims)


def test_every_place_has_a_state_and_nothing_is_proven_at_first() -> None:
    states = states_of()
    assert set(states) == {"data", "empty", "redis", "sql", "postgresql", "indexes", "folklore", "both"}
    assert {state.evidence for state in states.values()} == {NONE}
    assert states["both"].labs == ("redis-lab", "rabbitmq-lab")
    assert (states["data"].stops, states["data"].with_labs, states["sql"].with_labs) == (6, 4, 2)


def test_a_stop_needs_all_of_its_skills() -> None:
    assert states_of("redis")["redis"].evidence is PASSED
    assert states_of("redis")["both"].evidence is PARTIAL
    assert states_of("redis", "rabbitmq")["both"].evidence is PASSED
    assert states_of("redis", old=("rabbitmq",))["both"].evidence is EARLIER


def test_what_is_above_is_proven_only_by_all_that_is_below() -> None:
    states = states_of("postgresql", "indexes")
    assert states["sql"].evidence is PARTIAL, "nothing can prove folklore, so nobody has proven all of it"
    assert states["data"].evidence is PARTIAL
    assert states["data"].passed == 2


def test_a_stop_that_is_a_skill_itself_is_proven_by_it_and_partly_by_what_is_below() -> None:
    roadmap = road(data=[stop("redis", stop("streams"))])
    labs = by_id(lab("one", "redis"), lab("two", "streams"))
    matches = (*match("redis", "redis"), *match("streams", "streams"))
    below = stop_states(roadmap, matches, skill_states([proof("streams", "two")], labs), ())
    assert (below["redis"].evidence, below["data"].evidence) == (PARTIAL, PARTIAL)
    itself = stop_states(roadmap, matches, skill_states([proof("redis", "one")], labs), ())
    assert (itself["redis"].evidence, itself["streams"].evidence) == (PASSED, NONE)


def test_a_claim_is_shown_and_never_counts_as_evidence() -> None:
    everything = ["redis", "sql", "postgresql", "indexes", "folklore", "both", "data"]
    states = states_of(claims=[claim(name, Claim.DONE) for name in everything])
    assert {state.evidence for state in states.values()} == {NONE}
    assert states["redis"].claim is Claim.DONE
    assert (states["data"].done, states["data"].passed) == (6, 0)


def test_evidence_counts_on_every_roadmap_that_has_the_skill() -> None:
    skills = skill_states([proof("redis", "cache")], by_id(lab("cache", "redis")))
    for roadmap, place in ((road(a=[stop("redis")]), "redis"), (road(b=[stop("caching")]), "caching")):
        assert stop_states(roadmap, match(place, "redis"), skills, ())[place].evidence is PASSED


def test_how_far_somebody_is_with_a_lab() -> None:
    labs = by_id(lab("new", "a"), lab("tried", "b"), lab("old", "c", version="v2"), lab("passed", "d"))
    states = lab_states(labs, [proof("c", "old"), proof("d", "passed")], {"tried": 3, "old": 1, "passed": 1})
    assert {name: (state.progress, state.attempts) for name, state in states.items()} == {
        "new": (LabProgress.NEW, 0),
        "tried": (LabProgress.TRIED, 3),
        "old": (LabProgress.EARLIER_VERSION, 1),
        "passed": (LabProgress.PASSED, 1),
    }


def test_a_lock_says_what_comes_first_and_opens_when_that_is_proven() -> None:
    first, then = lab("first", "sql"), lab("then", "indexes", after=("first", "gone"))
    apart = lab("apart", "caching")
    labs = by_id(first, then, apart, lab("unlocked", "hard"))
    catalogue = {
        one.id: one
        for one in (
            skill("sql"),
            skill("indexes", "sql", "caching", "unprovable"),
            skill("caching"),
            skill("unprovable"),
        )
    }

    def reasons(*evidence) -> tuple[str, ...]:
        states = lab_states(labs, evidence, {})
        return locks(then, labs, states, skill_states(evidence, labs), catalogue)

    states = lab_states(labs, (), {})
    assert why_locked(then, labs, states, skill_states((), labs), catalogue) == (
        Lock("The first lab", "This lab goes on from “The first lab”, which you have not passed.", ("first",)),
        Lock("Caching", "“Indexes” builds on “Caching”, which you have not proven.", ("apart",)),
    )
    assert reasons() == ("after: The first lab", "after: Caching")
    assert reasons(proof("sql", "first")) == ("after: Caching",)
    assert reasons(proof("sql", "first"), proof("caching", "apart")) == ()


def marks_to_stop(*marks: EvidenceMark) -> EvidenceMark:
    skills = {f"s{at}": SkillState(f"s{at}", mark) for at, mark in enumerate(marks)}
    return stop_states(road(data=[stop("all")]), match("all", *skills), skills, ())["all"].evidence


@pytest.mark.parametrize(
    ("marks", "together"),
    [
        ((PASSED, DUE), DUE),
        ((EARLIER, DUE, PASSED), DUE),
        ((PASSED, INFERRED), PARTIAL),
        ((DUE, NONE), PARTIAL),
        ((INFERRED, INFERRED), INFERRED),
        ((INFERRED, NONE), NONE),
    ],
)
def test_what_several_skills_amount_to(marks: tuple[EvidenceMark, ...], together: EvidenceMark) -> None:
    assert marks_to_stop(*marks) is together
    assert marks_to_stop(*reversed(marks)) is together


def test_a_due_stop_still_counts_as_passed_and_an_inferred_one_does_not() -> None:
    skills = {"a": SkillState("a", DUE), "b": SkillState("b", INFERRED)}
    states = stop_states(road(data=[stop("a"), stop("b")]), (*match("a", "a"), *match("b", "b")), skills, ())
    assert (states["data"].passed, states["data"].evidence) == (1, PARTIAL)
