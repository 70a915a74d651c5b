"""Evidence -> how somebody stands with each skill."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.progress.mastery import Standing
from roadworthy.progress.model import SkillState
from roadworthy.roadmap import EvidenceMark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.labs import Lab
    from roadworthy.progress.mastery import SkillMastery
    from roadworthy.storage import EvidenceRecord


def skill_states(evidence: Iterable[EvidenceRecord], labs: Mapping[str, Lab]) -> dict[str, SkillState]:
    """Return the state of every skill that has evidence or a lab; any other skill is unproven and cannot be proven yet.

    A skill is PASSED if a lab proved it that still stands as it was; EARLIER if every lab that proved it has changed,
    no longer proves it, or is gone. What was proven stays proven: an old proof is said to be old, never dropped.

    Args:
        evidence: One learner's, in any order.
        labs: The labs as they are now, by id.
    """
    proofs: defaultdict[str, list[EvidenceRecord]] = defaultdict(list)
    for record in evidence:
        proofs[record.skill].append(record)
    proving: defaultdict[str, list[Lab]] = defaultdict(list)
    for lab in labs.values():
        for skill in lab.skills:
            proving[skill].append(lab)
    return {
        skill: SkillState(
            skill,
            _mark(proofs[skill], labs),
            tuple(sorted(proofs[skill], key=lambda record: record.at, reverse=True)),
            tuple(lab.id for lab in sorted(proving[skill], key=easiest_first)),
        )
        for skill in sorted(proofs.keys() | proving.keys())
    }


def with_mastery(states: Mapping[str, SkillState], masteries: Mapping[str, SkillMastery]) -> dict[str, SkillState]:
    """Return the states with the marks that mastery adds: INFERRED, and DUE for what is proven and due for review.

    Args:
        states: Of `skill_states`.
        masteries: Of `mastery`. A skill that it infers has a state here, even if no lab can prove it.
    """
    marks = {Standing.INFERRED: EvidenceMark.INFERRED, Standing.FADING: EvidenceMark.DUE}
    added = {
        skill: replace(states.get(skill, SkillState(skill, EvidenceMark.NONE)), mark=marks[each.standing])
        for skill, each in masteries.items()
        if each.standing in marks
    }
    return {**states, **added}


def easiest_first(lab: Lab) -> tuple[int, int, str]:
    """Return the key that puts easy and short labs first."""
    return (lab.difficulty, lab.minutes, lab.id)


def is_current(record: EvidenceRecord, labs: Mapping[str, Lab]) -> bool:
    """Return True if the lab that gave the evidence still stands as it was, and still proves the skill."""
    lab = labs.get(record.lab)
    return lab is not None and lab.hash == record.lab_hash and record.skill in lab.skills


def _mark(evidence: list[EvidenceRecord], labs: Mapping[str, Lab]) -> EvidenceMark:
    if any(is_current(record, labs) for record in evidence):
        return EvidenceMark.PASSED
    return EvidenceMark.EARLIER if evidence else EvidenceMark.NONE
