"""Placing one learner, as the pages do it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.progress.placement.conftest import by_id, chain, checks, skill

from roadworthy.progress import Ground, Placement


def test_a_pass_shows_what_the_skill_requires_and_says_what_that_rests_on() -> None:
    placement = Placement(chain(4), [checks("s2", name="the lab")], seed=1)
    placement.answer("the lab", results=True)
    states = placement.states()
    assert states["s2"].known
    assert states["s2"].ground is Ground.TESTED
    assert states["s0"].known
    assert states["s0"].ground is Ground.IMPLIED
    assert (states["s0"].by, states["s0"].probes) == (("s2",), ("the lab",))
    assert states["s3"].ground is Ground.LIKELY


def test_what_only_sampling_can_have_lowered_or_raised_stays() -> None:
    placement = Placement(chain(3), [], seed=1)
    placement._shares = [0.9, 0.6, 0.3]
    assert placement._held([0.88, 0.7, 0.2], {1: 2.0}) == [0.9, 0.7, 0.2]
    assert placement._held([0.88, 0.5, 0.4], {1: -2.0}) == [0.88, 0.5, 0.3]
    assert placement._held([0.88, 0.5, 0.4], {1: -2.0, 2: 2.0}) == [0.88, 0.5, 0.4]


def test_a_failure_excludes_what_requires_the_skill_and_says_what_that_rests_on() -> None:
    placement = Placement(chain(4), [checks("s1", name="the lab")], seed=1)
    placement.answer("the lab", {"s1": False})
    states = placement.states()
    assert states["s3"].known is False
    assert states["s3"].ground is Ground.IMPLIED
    assert (states["s3"].by, states["s3"].probes) == (("s1",), ("the lab",))
    assert states["s0"].ground is Ground.LIKELY


def test_each_check_of_a_probe_counts_by_itself() -> None:
    placement = Placement(chain(5), [checks("s4", "s2", "s1", name="the lab")], seed=1)
    placement.answer("the lab", {"s4": False, "s2": True, "s1": True})
    states = placement.states()
    assert states["s2"].known
    assert states["s4"].known is False


def test_one_verdict_over_several_skills_blames_none_for_certain() -> None:
    skills = by_id(skill("a"), skill("b"))
    whole = Placement(skills, [checks("a", "b", per_check=False, name="the lab")], seed=1)
    each = Placement(skills, [checks("a", "b", name="the lab")], seed=1)
    whole.answer("the lab", results=False)
    each.answer("the lab", {"a": False, "b": False})
    assert whole.states()["a"].probability > each.states()["a"].probability + 0.1
    assert (whole.states()["a"].ground, whole.states()["a"].probes) == (Ground.IMPLIED, ("the lab",))
    assert each.states()["a"].ground is Ground.TESTED


def test_its_own_check_decides_about_a_skill_that_hardly_anybody_has() -> None:
    placement = Placement(chain(2), [], seed=1, population={"s0": 0.5, "s1": 0.02})
    placement.answer("a lab", {"s1": True})
    state = placement.states()["s1"]
    assert state.probability < 0.8
    assert state.known


def test_claims_are_a_prior_that_failed_labs_overrule() -> None:
    skills = chain(3)
    claims = {"s0": True, "s1": True, "s2": True}
    claiming, silent = Placement(skills, [], claims, seed=1), Placement(skills, [], seed=1)
    assert claiming.states()["s2"].probability > silent.states()["s2"].probability + 0.1
    assert claiming.states()["s2"].ground is Ground.CLAIMED
    claiming.answer("a lab", {"s0": False})
    assert not claiming.states()["s2"].known
    claiming.answer("another", {"s0": False})
    assert claiming.states()["s2"].probability < 0.3


def test_what_was_left_out_of_the_claims_is_not_taken_as_denied() -> None:
    skills = chain(3)
    silent = Placement(skills, [], {"s0": None}, seed=1)
    assert silent.states() == Placement(skills, [], seed=1).states()
    assert Placement(skills, [], {"s0": False}, seed=1).states()["s0"].probability < 0.2


def test_boasting_is_noticed_and_other_claims_are_believed_less() -> None:
    skills = by_id(*(skill(f"x{at}") for at in range(12)))
    placement = Placement(skills, [], dict.fromkeys(skills, True), seed=1)
    before = placement.states()["x11"].probability
    placement.answer("a lab", {f"x{at}": False for at in range(5)})
    assert placement.states()["x11"].probability < before - 0.1


def test_an_inferred_skill_is_contested_by_doing_its_lab() -> None:
    placement = Placement(chain(4), [checks("s1", name="basics"), checks("s3", name="top")], seed=1)
    placement.answer("basics", results=False)
    assert placement.states()["s3"].known is False
    change = placement.answer("top", results=True)
    state = placement.states()["s3"]
    assert state.probability > 0.5
    assert state.ground is Ground.TESTED
    assert state.probes == ("top",)
    assert "s3" in change.known + change.reopened


def test_the_later_answer_to_a_probe_replaces_the_earlier() -> None:
    placement = Placement(chain(2), [checks("s1", name="the lab")], seed=1)
    placement.answer("the lab", results=False)
    assert placement.states()["s1"].known is False
    placement.answer("the lab", results=True)
    again = placement.states()["s1"]
    assert again.known
    placement.answer("the lab", results=True)
    assert placement.states()["s1"] == again
    assert placement.answered == ("the lab",)


def test_a_change_names_what_was_decided_and_what_it_unlocked() -> None:
    placement = Placement(chain(4), [checks("s1", name="one"), checks("s2", name="two")], seed=1)
    placement.answer("two", results=False)
    change = placement.answer("one", results=True)
    assert {"s0", "s1"} <= set(change.known)
    assert "s2" in change.unlocked
    assert placement.change == change


def test_the_probe_that_tells_most_per_minute_is_asked() -> None:
    skills = chain(7)
    short, long = checks("s3", minutes=5, name="short"), checks("s3", minutes=50, name="long")
    beside = checks("s6", minutes=5, name="beside")
    choice = Placement(skills, [long, beside, short], seed=1).next_probe()
    assert choice is not None
    assert choice.probe is short
    assert choice.minutes == 5
    assert choice.gain > 0


def test_why_a_probe_is_asked_names_the_skill_and_how_many_it_decides() -> None:
    choice = Placement(chain(7), [checks("s3")], seed=1).next_probe()
    assert choice is not None
    assert choice.decides
    assert choice.why.startswith(f"Decides {len(choice.decides)} skills around S3: ")
    alone = Placement(chain(1), [checks("s0")], seed=1).next_probe()
    assert alone is not None
    assert alone.why == "Decides whether you know S0."


def test_earlier_evidence_is_an_answer_too_and_its_probe_is_not_asked() -> None:
    placement = Placement(chain(3), [checks("s2", name="passed"), checks("s1", name="open")], seed=1)
    placement.answer("passed", results=True)
    placement.answer("a lab that is gone", {"s1": True, "gone": True})
    choice = placement.next_probe()
    assert choice is None or choice.probe.id == "open"


def test_a_verdict_on_a_probe_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        Placement(chain(1), [], seed=1).answer("what", results=True)


def test_there_need_not_be_anything_to_know_or_to_ask() -> None:
    nothing = Placement({}, [], seed=1)
    assert nothing.is_over
    assert nothing.confidence == 1
    assert nothing.states() == {}
    nothing.answer("a lab", {"s0": True})
    unasked = Placement(chain(1), [checks("of another catalogue")], {"s0": True}, seed=1)
    assert unasked.is_over
    assert unasked.next_probe() is None


def test_what_earlier_learners_knew_is_the_first_guess() -> None:
    skills = by_id(*(skill(f"x{at}") for at in range(6)))
    states = Placement(skills, [], seed=1, population={"x0": 0.9, "x1": 0.1}).states()
    assert states["x0"].probability == pytest.approx(0.9, abs=0.06)
    assert states["x1"].probability == pytest.approx(0.1, abs=0.06)


def test_who_places_nobody_does_not_wait_for_numpy() -> None:
    code = "import sys, roadworthy.progress; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
