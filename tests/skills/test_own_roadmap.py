"""Our own roadmap covers the whole catalogue, in an order that can be followed, and is clean under our own lint."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from roadworthy.roadmap import Level, Roadmap, Stop, lint, read_roadmap
from roadworthy.skills import match_roadmap


@pytest.fixture(scope="module")
def roadmap() -> Roadmap:
    return read_roadmap((files("roadworthy_content") / "roadmaps" / "python-backend.md").read_bytes())


@pytest.fixture(scope="module")
def stops(roadmap: Roadmap) -> list[Stop]:
    return [stop for stop in roadmap.walk() if not stop.heading]


@pytest.fixture(scope="module")
def skills_by_place(roadmap: Roadmap, catalogue) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for match in match_roadmap(roadmap, catalogue):
        places.setdefault(match.place, []).append(match.skill)
    return places


def test_every_skill_has_a_stop_of_its_own(stops, skills_by_place, catalogue) -> None:
    found = [skill for stop in stops for skill in skills_by_place.get(stop.id, ())]
    assert set(catalogue) - set(found) == set()
    assert sorted(found) == sorted(set(found)), "a skill has two stops"


def test_every_stop_is_one_skill_with_a_level_a_link_and_a_note(stops, skills_by_place) -> None:
    for stop in stops:
        assert len(skills_by_place.get(stop.id, ())) == 1, stop.title
        assert stop.level is not Level.UNMARKED, stop.title
        assert any(resource.url for resource in stop.resources), stop.title
        assert stop.note, stop.title


def test_no_stop_comes_before_what_it_requires(stops, skills_by_place, catalogue) -> None:
    position = {skills_by_place[stop.id][0]: number for number, stop in enumerate(stops)}
    early = [
        (one, skill.id) for skill in catalogue.values() for one in skill.requires if position[one] > position[skill.id]
    ]
    assert early == []


def test_every_resource_of_the_catalogue_hangs_on_a_stop(stops, catalogue) -> None:
    there = {resource.url or resource.title for stop in stops for resource in stop.resources}
    named = {resource.url or resource.title for skill in catalogue.values() for resource in skill.resources}
    assert named - there == set()


def test_every_section_begins_with_two_or_three_sentences(roadmap) -> None:
    assert len(roadmap.sections) >= 20
    for section in roadmap.sections:
        sentences = re.findall(r"[.?!](?:\s|$)", section.note)
        assert 2 <= len(sentences) <= 4, section.title


def test_our_own_lint_has_nothing_to_say(roadmap) -> None:
    assert lint(roadmap) == ()
