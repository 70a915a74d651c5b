"""The skills and probes that placement is tried on: our own catalogue, as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np

from roadworthy.labs import find_labs
from roadworthy.progress import Probe, probes_of, within_reach
from roadworthy.progress.placement.graph import Graph, Ints, compile_graph
from roadworthy.roadmap import read_roadmap
from roadworthy.skills import Catalogue, Skill, load_catalogue, match_roadmap

MINUTES = 10.0


@dataclass(frozen=True)
class Field:
    """Something to place learners on.

    Attributes:
        name: For the table.
        skills: By id, closed under prerequisites.
        probes: What may be asked; with several checks unless said otherwise.
        road: Ids of `skills` in the order of our roadmap; those that are not on it come last.
    """

    name: str
    skills: Mapping[str, Skill]
    probes: Sequence[Probe]
    road: Sequence[str]

    @cached_property
    def graph(self) -> Graph:
        """Return the skills as rows."""
        return compile_graph(self.skills)

    @cached_property
    def rows(self) -> dict[str, tuple[int, ...]]:
        """Return probe -> rows of its skills."""
        return {probe.id: tuple(self.graph.row[skill] for skill in probe.skills) for probe in self.probes}

    @cached_property
    def road_rows(self) -> Ints:
        """Return the rows in the order of the roadmap."""
        return np.array([self.graph.row[skill] for skill in self.road])


def _road(catalogue: Catalogue) -> list[str]:
    text = (files("roadworthy_content") / "roadmaps" / "python-backend.md").read_text(encoding="utf-8")
    roadmap = read_roadmap(text)
    by_place: dict[str, list[str]] = {}
    for match in match_roadmap(roadmap, catalogue):
        by_place.setdefault(match.place, []).append(match.skill)
    places = [place for each in roadmap.sections for place in (each.id, *(stop.id for stop in each.walk()))]
    on_it = [skill for place in places for skill in by_place.get(place, ())]
    return list(dict.fromkeys([*on_it, *catalogue]))


def whole(checks: int = 3) -> Field:
    """Return every skill of the catalogue, with a probe for each: the skill and some of its prerequisites."""
    catalogue = load_catalogue()
    probes = [
        Probe(skill.id, skill.title, (skill.id, *below(skill.id, catalogue)[: checks - 1]), MINUTES)
        for skill in catalogue.values()
    ]
    return Field(f"{len(catalogue)} skills, a probe each", catalogue, probes, _road(catalogue))


def today(*, per_check: bool = True) -> Field:
    """Return what the labs of today reach, with the labs as probes; all are taken to last equally long."""
    catalogue = load_catalogue()
    probes = [
        Probe(probe.id, probe.title, probe.skills, MINUTES, probe.per_check)
        for probe in probes_of(find_labs().values(), catalogue, per_check=per_check)
    ]
    skills = within_reach(catalogue, probes)
    road = [skill for skill in _road(catalogue) if skill in skills]
    return Field(f"{len(skills)} skills within reach of {len(probes)} labs", skills, probes, road)


def below(skill: str, catalogue: Catalogue) -> list[str]:
    """Return what a skill requires, the most demanding first."""
    return sorted(catalogue.requires(skill), key=lambda one: (-len(catalogue.requires(one)), one))
