"""Skills and claims -> how somebody stands with each place of a roadmap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.progress.model import SkillState, StopState
from roadworthy.roadmap import Claim, EvidenceMark, Roadmap, Section, Stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from roadworthy.skills import Match
    from roadworthy.storage import ClaimRecord

PROVEN = frozenset({EvidenceMark.PASSED, EvidenceMark.EARLIER, EvidenceMark.DUE})
BELIEVED = PROVEN | {EvidenceMark.INFERRED}


def stop_states(
    roadmap: Roadmap,
    matches: Iterable[Match],
    skills: Mapping[str, SkillState],
    claims: Iterable[ClaimRecord],
) -> dict[str, StopState]:
    """Return the state of every section and stop of a roadmap, by id.

    A stop that was recognised as skills is proven by all of them, and partly by some of them or by anything proven
    below it. A stop that was not, and every section that has stops, is proven by what is below it. Claims never count.

    Args:
        roadmap: As read.
        matches: Which places were recognised as which skills.
        skills: Of `skill_states`; a skill that is missing there is unproven.
        claims: One learner's, of this roadmap.
    """
    known: dict[str, list[str]] = {}
    for match in matches:
        ids = known.setdefault(match.place, [])
        if match.skill not in ids:
            ids.append(match.skill)
    said = {claim.stop: claim.state for claim in claims}
    states: dict[str, StopState] = {}
    for section in roadmap.sections:
        for stop in section.stops:
            _add_stop(stop, known, skills, said, states)
        _add_section(section, known, skills, said, states)
    return states


def _own(
    place: str, known: Mapping[str, list[str]], skills: Mapping[str, SkillState], said: Mapping[str, Claim]
) -> StopState:
    """Return the state of a place by itself, without what is below it."""
    ids = tuple(known.get(place, ()))
    states = [skills.get(skill, SkillState(skill, EvidenceMark.NONE)) for skill in ids]
    return StopState(
        place,
        said.get(place, Claim.PENDING),
        together([state.mark for state in states]),
        ids,
        tuple(dict.fromkeys(lab for state in states for lab in state.labs)),
    )


def _add_stop(
    stop: Stop,
    known: Mapping[str, list[str]],
    skills: Mapping[str, SkillState],
    said: Mapping[str, Claim],
    states: dict[str, StopState],
) -> None:
    for child in stop.children:
        _add_stop(child, known, skills, said, states)
    own = _own(stop.id, known, skills, said)
    below = [states[child.id] for child in stop.children]
    mark = own.evidence
    if not own.skills:
        mark = together([state.evidence for state in below])
    elif mark not in PROVEN and any(state.evidence in {*PROVEN, EvidenceMark.PARTIAL} for state in below):
        mark = EvidenceMark.PARTIAL
    states[stop.id] = _counted(replace(own, evidence=mark), below)


def _add_section(
    section: Section,
    known: Mapping[str, list[str]],
    skills: Mapping[str, SkillState],
    said: Mapping[str, Claim],
    states: dict[str, StopState],
) -> None:
    own = _own(section.id, known, skills, said)
    below = [states[stop.id] for stop in section.stops]
    mark = together([state.evidence for state in below]) if below else own.evidence
    states[section.id] = _counted(replace(own, evidence=mark), below)


def _counted(state: StopState, below: Sequence[StopState]) -> StopState:
    return replace(
        state,
        stops=sum(1 + each.stops for each in below),
        passed=sum((each.evidence in PROVEN) + each.passed for each in below),
        done=sum((each.claim is Claim.DONE) + each.done for each in below),
        with_labs=sum(bool(each.labs) + each.with_labs for each in below),
    )


def together(marks: Sequence[EvidenceMark]) -> EvidenceMark:
    """Return what several marks amount to.

    All passed is passed, but due or outdated where any of them is. Some passed is partly passed. What is only inferred
    counts if all of it is, and never as passed.
    """
    if any(mark in PROVEN or mark is EvidenceMark.PARTIAL for mark in marks):
        if not all(mark in PROVEN for mark in marks):
            return EvidenceMark.PARTIAL
        return next((mark for mark in (EvidenceMark.DUE, EvidenceMark.EARLIER) if mark in marks), EvidenceMark.PASSED)
    return EvidenceMark.INFERRED if marks and all(mark in BELIEVED for mark in marks) else EvidenceMark.NONE
