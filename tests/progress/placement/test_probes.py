"""Labs as probes."""

from __future__ import annotations

from dataclasses import replace

from tests.progress.conftest import lab
from tests.progress.placement.conftest import skill

from roadworthy.labs import find_labs
from roadworthy.progress import Placement, probes_of, within_reach
from roadworthy.skills import Catalogue, load_catalogue

CATALOGUE = Catalogue([skill("a"), skill("b", "a"), skill("c", "b"), skill("d", "c"), skill("alone")])


def test_a_lab_is_a_probe_of_its_own_skills() -> None:
    (probe,) = probes_of([lab("x", "c", "alone", "of another catalogue")], CATALOGUE)
    assert (probe.id, probe.skills, probe.minutes, probe.per_check) == ("x", ("c", "alone"), 20, False)


def test_a_lab_whose_checks_tell_of_skills_has_a_result_for_each() -> None:
    (probe,) = probes_of([replace(lab("x", "d", "alone"), tells={"d": ("test_d",)})], CATALOGUE)
    assert (probe.skills, probe.per_check) == (("d", "alone"), True)


def test_a_lab_of_skills_that_nobody_knows_is_none() -> None:
    assert probes_of([lab("x", "of another catalogue")], CATALOGUE) == ()


def test_within_reach_is_what_probes_tell_of_with_all_it_requires() -> None:
    assert list(within_reach(CATALOGUE, probes_of([lab("x", "c")], CATALOGUE))) == ["a", "b", "c"]


def test_our_own_labs_place_somebody() -> None:
    catalogue = load_catalogue()
    probes = probes_of(find_labs().values(), catalogue)
    skills = within_reach(catalogue, probes)
    placement = Placement(skills, probes, seed=1)
    known = catalogue.requires("fastapi") | catalogue.requires("postgresql") | {"fastapi", "postgresql"}
    before = placement.confidence
    for _ in range(3):
        choice = placement.next_probe()
        assert choice is not None
        placement.answer(choice.probe.id, set(choice.probe.skills) <= known)
    assert placement.confidence > before
    assert set(placement.states()) == set(skills)
