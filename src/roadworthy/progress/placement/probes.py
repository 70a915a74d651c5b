"""Which probes the labs make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from roadworthy.progress.placement.model import Probe

if TYPE_CHECKING:
    from roadworthy.labs import Lab
    from roadworthy.skills import Catalogue, Skill

CHECKS = 3


def probes_of(
    labs: Iterable[Lab], catalogue: Catalogue, *, per_check: bool = False, checks: int = CHECKS
) -> tuple[Probe, ...]:
    """Return a probe for each lab that proves a skill of the catalogue, in the order of the labs.

    Args:
        labs: Any.
        catalogue: Of skills.
        per_check: True if the results of a lab tell of each of its skills by itself. Then a lab with few skills is
            also asked for prerequisites of them, since its simpler checks tell of those. False if only passing
            or failing the whole lab is known.
        checks: How many skills a probe tells of, where the lab itself has fewer.
    """
    found = []
    for lab in labs:
        skills = [skill for skill in dict.fromkeys(lab.skills) if skill in catalogue]
        if not skills:
            continue
        if per_check:
            skills += _below(skills, catalogue)[: max(checks - len(skills), 0)]
        found.append(Probe(lab.id, lab.title, tuple(skills), float(max(lab.minutes, 1)), per_check))
    return tuple(found)


def within_reach(catalogue: Catalogue, probes: Iterable[Probe]) -> Mapping[str, Skill]:
    """Return the skills that probes tell of and everything these require, in the order of the catalogue."""
    wanted: set[str] = set()
    for probe in probes:
        for skill in probe.skills:
            if skill in catalogue:
                wanted |= {skill, *catalogue.requires(skill)}
    return {skill.id: skill for skill in catalogue.values() if skill.id in wanted}


def _below(skills: Iterable[str], catalogue: Catalogue) -> list[str]:
    """Return what skills require, the most demanding first (those with most prerequisites of their own)."""
    own = set(skills)
    below = set().union(*(catalogue.requires(skill) for skill in own)) - own
    return sorted(below, key=lambda skill: (-len(catalogue.requires(skill)), skill))
