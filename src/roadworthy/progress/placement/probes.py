"""Which probes the labs make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from roadworthy.progress.placement.model import Probe

if TYPE_CHECKING:
    from roadworthy.labs import Lab
    from roadworthy.skills import Catalogue, Skill


def probes_of(labs: Iterable[Lab], catalogue: Catalogue) -> tuple[Probe, ...]:
    """Return a probe for each lab that proves a skill of the catalogue, in the order of the labs.

    Args:
        labs: Any; one that says which checks tell of which skill gives results for each.
        catalogue: Of skills.
    """
    found = []
    for lab in labs:
        skills = [skill for skill in dict.fromkeys(lab.skills) if skill in catalogue]
        if not skills:
            continue
        found.append(Probe(lab.id, lab.title, tuple(skills), float(max(lab.minutes, 1)), bool(lab.tells)))
    return tuple(found)


def within_reach(catalogue: Catalogue, probes: Iterable[Probe]) -> Mapping[str, Skill]:
    """Return the skills that probes tell of and everything these require, in the order of the catalogue."""
    wanted: set[str] = set()
    for probe in probes:
        for skill in probe.skills:
            if skill in catalogue:
                wanted |= {skill, *catalogue.requires(skill)}
    return {skill.id: skill for skill in catalogue.values() if skill.id in wanted}
