"""How somebody stands with each lab, and what is worth doing before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.progress.mastery import Standing
from roadworthy.progress.model import LabProgress, LabState, Lock, SkillState
from roadworthy.roadmap import EvidenceMark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.labs import Lab
    from roadworthy.progress.mastery import SkillMastery
    from roadworthy.skills import Skill
    from roadworthy.storage import EvidenceRecord

DONE = frozenset({LabProgress.PASSED, LabProgress.EARLIER_VERSION})
UNPROVEN = frozenset({EvidenceMark.NONE, EvidenceMark.INFERRED})


def lab_states(
    labs: Mapping[str, Lab], evidence: Iterable[EvidenceRecord], attempts: Mapping[str, int]
) -> dict[str, LabState]:
    """Return the state of every lab, by id.

    Args:
        labs: The labs as they are now.
        evidence: One learner's.
        attempts: Lab id -> how often the same learner was judged (`Store.attempt_counts`).
    """
    passed: dict[str, set[str]] = {}
    for record in evidence:
        passed.setdefault(record.lab, set()).add(record.lab_hash)
    states = {}
    for lab in labs.values():
        count = attempts.get(lab.id, 0)
        progress = LabProgress.TRIED if count else LabProgress.NEW
        if lab.id in passed:
            progress = LabProgress.PASSED if lab.hash in passed[lab.id] else LabProgress.EARLIER_VERSION
        states[lab.id] = LabState(lab.id, progress, count)
    return states


def locks(
    lab: Lab,
    labs: Mapping[str, Lab],
    states: Mapping[str, LabState],
    skills: Mapping[str, SkillState],
    catalogue: Mapping[str, Skill],
    known: Mapping[str, SkillMastery] | None = None,
) -> tuple[str, ...]:
    """Return why something else is worth doing first, one reason each ("after: Redis, first steps"); see `why_locked`."""
    return tuple(f"after: {lock.title}" for lock in why_locked(lab, labs, states, skills, catalogue, known))


def why_locked(
    lab: Lab,
    labs: Mapping[str, Lab],
    states: Mapping[str, LabState],
    skills: Mapping[str, SkillState],
    catalogue: Mapping[str, Skill],
    known: Mapping[str, SkillMastery] | None = None,
) -> tuple[Lock, ...]:
    """Return what is worth doing before a lab, why, and what opens it. Advice, no wall.

    That is the labs that this one names in `after`, and prerequisite skills that a lab could prove but none has.

    Args:
        lab: The lab.
        labs: By id.
        states: Of `lab_states`.
        skills: Of `skill_states`.
        catalogue: Of skills.
        known: Of `mastery`; a prerequisite that is inferred there locks nothing.
    """
    found: dict[str, Lock] = {}
    for other in lab.after:
        if other in labs and states[other].progress not in DONE:
            title = labs[other].title
            found[title] = Lock(title, f"This lab goes on from “{title}”, which you have not passed.", (other,))
    waited_for = {skill for other in lab.after if other in labs for skill in labs[other].skills}
    for skill, required in missing(lab, skills, catalogue, known):
        title = catalogue[required].title
        if required not in waited_for and title not in found:
            opens = tuple(other for other in skills[required].labs if other != lab.id)
            found[title] = Lock(
                title, f"“{catalogue[skill].title}” builds on “{title}”, which you have not proven.", opens
            )
    return tuple(found.values())


def missing(
    lab: Lab,
    skills: Mapping[str, SkillState],
    catalogue: Mapping[str, Skill],
    known: Mapping[str, SkillMastery] | None = None,
) -> list[tuple[str, str]]:
    """Return (skill of the lab, prerequisite of it) for every direct prerequisite that is neither proven nor inferred."""
    return [
        (skill, required)
        for skill, required in prerequisites(lab, skills, catalogue)
        if skills[required].mark in UNPROVEN
        and not (known and required in known and known[required].standing is Standing.INFERRED)
    ]


def prerequisites(lab: Lab, skills: Mapping[str, SkillState], catalogue: Mapping[str, Skill]) -> list[tuple[str, str]]:
    """Return (skill of the lab, prerequisite of it), direct ones only, where another lab could prove the prerequisite."""
    return [
        (skill, required)
        for skill in lab.skills
        if skill in catalogue
        for required in catalogue[skill].requires
        if required not in lab.skills and required in skills and any(other != lab.id for other in skills[required].labs)
    ]
