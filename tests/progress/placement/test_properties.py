"""What holds for every catalogue, every set of probes, and every way to answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.progress.placement.conftest import catalogues, checks, claims, probes

from roadworthy.progress import Placement
from roadworthy.progress.placement.particles import count_missing
from roadworthy.progress.placement.placement import GOAL

quick = settings(max_examples=20, deadline=None)
answers = st.lists(st.booleans(), max_size=5)


def placed(data: Any, seed: int = 1) -> tuple[Placement, list[tuple[str, dict[str, bool]]]]:
    """Return a placement with random answers to the probes that it chose, and those answers."""
    skills = data.draw(catalogues())
    placement = Placement(skills, data.draw(probes(skills)), data.draw(claims), seed=seed)
    given_answers = []
    while (choice := placement.next_probe()) is not None and data.draw(st.booleans()):
        results = {one: data.draw(st.booleans()) for one in choice.probe.skills}
        placement.answer(choice.probe.id, results if choice.probe.per_check else all(results.values()))
        given_answers.append((choice.probe.id, results))
    return placement, given_answers


@quick
@given(st.data())
def test_every_state_that_is_believed_possible_is_closed_under_prerequisites(data: Any) -> None:
    placement, _ = placed(data)
    engine = placement._engine
    known, missing = engine._particles.known, engine._particles.missing
    assert (missing == count_missing(engine.graph, known)).all()
    assert not (known & (missing > 0)).any()


@quick
@given(st.data())
def test_what_a_skill_requires_is_at_least_as_probable_as_the_skill(data: Any) -> None:
    placement, _ = placed(data)
    states = placement.states()
    for skill in placement._skills.values():
        assert all(states[one].probability >= states[skill.id].probability for one in skill.requires)


@quick
@given(st.data())
def test_a_pass_never_lowers_what_it_requires_and_a_failure_never_raises_what_requires_it(data: Any) -> None:
    placement, _ = placed(data)
    skill = data.draw(st.sampled_from(sorted(placement._skills)))
    passed = data.draw(st.booleans())
    before = placement.states()
    placement.answer("a lab", {skill: passed})
    after = placement.states()
    above = placement._engine.graph.above
    row = placement._engine.graph.row
    for other in before:
        if passed and above[row[skill], row[other]]:
            assert after[other].probability >= before[other].probability
        if not passed and above[row[other], row[skill]]:
            assert after[other].probability <= before[other].probability


@quick
@given(st.data())
def test_the_same_answers_give_the_same_states_whether_or_not_anybody_looked_in_between(data: Any) -> None:
    first, given_answers = placed(data)
    again = Placement(first._skills, tuple(first._probes.values()), first._claims, seed=1)
    for probe, results in given_answers:
        again.answer(probe, results if first._probes[probe].per_check else all(results.values()))
    assert again.states() == first.states()
    assert again.confidence == first.confidence
    assert again.next_probe() == first.next_probe()


@quick
@given(st.data())
def test_no_probe_is_asked_twice_and_it_ends(data: Any) -> None:
    skills = data.draw(catalogues())
    offered = data.draw(probes(skills))
    placement = Placement(skills, offered, seed=2)
    asked = []
    while (choice := placement.next_probe()) is not None:
        asked.append(choice.probe.id)
        placement.answer(choice.probe.id, data.draw(st.booleans()))
        assert len(asked) <= len(offered)
    assert len(asked) == len(set(asked))
    assert placement.is_over


@quick
@given(st.data())
def test_confidence_is_what_the_states_say_and_over_means_sure_or_nothing_left(data: Any) -> None:
    placement, _ = placed(data)
    chances = [state.probability for state in placement.states().values()]
    assert abs(placement.confidence - sum(max(one, 1 - one) for one in chances) / len(chances)) < 1e-9
    assert placement.is_over == (placement.confidence >= GOAL or placement.next_probe() is None)


@quick
@given(st.data(), st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=8))
def test_contradictions_are_taken_as_they_come(data: Any, said: list[tuple[str, bool]]) -> None:
    skills = data.draw(catalogues())
    target = data.draw(st.sampled_from(sorted(skills)))
    placement = Placement(skills, [checks(target)], {target: data.draw(st.booleans())}, seed=3)
    for probe, passed in said:
        placement.answer(probe, {target: passed, "a skill of another catalogue": passed})
    assert all(0 < state.probability < 1 for state in placement.states().values())
