"""The skills and probes that placement is tried on: our own catalogue, as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
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
        own: Probe -> the skills that have checks of their own in it. None: every skill of every probe has.
        untried: Learners say that they cannot, without trying, where they have none of a lab's skills.
    """

    name: str
    skills: Mapping[str, Skill]
    probes: Sequence[Probe]
    road: Sequence[str]
    own: Mapping[str, Collection[str]] | None = None
    untried: bool = False

    def told(self, probe: Probe, results: Mapping[str, bool]) -> Mapping[str, bool] | bool:
        """Return what placement learns when the checks of a probe's skills went so, as `progress.place` hears it.

        Args:
            probe: The probe.
            results: Skill -> whether the checks that need it would pass.
        """
        if self.own is None and probe.per_check:
            return results
        if all(results.values()) or not probe.per_check or self.own is None:
            return all(results.values())
        told = {skill: passed for skill, passed in results.items() if passed or skill in self.own[probe.id]}
        return told if any(told.values()) or (told and not self.untried) else False

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


class Checks(StrEnum):
    """What the labs of today tell."""

    IDEAL = "three checks a lab, of its skills and of what they require"
    REAL = "the labs as they are, by their [tells]"
    UNTRIED = "the same, for learners who do not try what is wholly beyond them"
    NONE = "one verdict over the whole lab"


def today(checks: Checks = Checks.IDEAL) -> Field:
    """Return what the labs of today reach, with the labs as probes; all are taken to last equally long."""
    catalogue = load_catalogue()
    labs = find_labs()
    real = probes_of(labs.values(), catalogue)
    probes = [
        Probe(
            probe.id,
            probe.title,
            probe.skills + _more(probe, catalogue) if checks is Checks.IDEAL else probe.skills,
            MINUTES,
            checks is Checks.IDEAL or (checks is not Checks.NONE and probe.per_check),
        )
        for probe in real
    ]
    skills = within_reach(catalogue, probes)
    road = [skill for skill in _road(catalogue) if skill in skills]
    name = f"{len(skills)} skills within reach of {len(probes)} labs"
    if checks in (Checks.IDEAL, Checks.NONE):
        return Field(name, skills, probes, road)
    own = {probe.id: tuple(labs[probe.id].tells) for probe in probes}
    return Field(name, skills, probes, road, own, checks is Checks.UNTRIED)


def _more(probe: Probe, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the most demanding prerequisites of a probe's skills, as many as it takes to three checks."""
    own = set(probe.skills)
    found = set().union(*(catalogue.requires(skill) for skill in own)) - own
    ordered = sorted(found, key=lambda skill: (-len(catalogue.requires(skill)), skill))
    return tuple(ordered[: max(3 - len(own), 0)])


def below(skill: str, catalogue: Catalogue) -> list[str]:
    """Return what a skill requires, the most demanding first."""
    return sorted(catalogue.requires(skill), key=lambda one: (-len(catalogue.requires(one)), one))
