"""How somebody stands with each lab, and what is worth doing before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.progress.model import LabProgress, LabState, SkillState
from roadworthy.roadmap import EvidenceMark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.labs import Lab
    from roadworthy.skills import Skill
    from roadworthy.storage import EvidenceRecord

DONE = frozenset({LabProgress.PASSED, LabProgress.EARLIER_VERSION})


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
) -> tuple[str, ...]:
    """Return why something else is worth doing first, one reason each ("after: Redis, first steps"). Advice, no wall.

    Reasons are the labs that this one names in `after`, and prerequisite skills that a lab could prove but none has.
    """
    names = [labs[other].title for other in lab.after if other in labs and states[other].progress not in DONE]
    waited_for = {skill for other in lab.after if other in labs for skill in labs[other].skills}
    for skill in lab.skills:
        for required in catalogue[skill].requires if skill in catalogue else ():
            state = skills.get(required)
            provable = state is not None and any(other != lab.id for other in state.labs)
            if (
                state is not None
                and provable
                and state.mark is EvidenceMark.NONE
                and required not in waited_for
                and required not in lab.skills
            ):
                names.append(catalogue[required].title)
    return tuple(f"after: {name}" for name in dict.fromkeys(names))
