"""Which lab to do next, and one sentence why. Plain rules, so that the sentence can be the whole truth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from roadworthy.progress.labs import locks
from roadworthy.progress.model import LabProgress, LabState, NextLab, SkillState, Suggestion
from roadworthy.progress.skills import easiest_first
from roadworthy.roadmap import Claim, Roadmap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.labs import Lab
    from roadworthy.skills import Match, Skill
    from roadworthy.storage import ClaimRecord

ALTERNATIVES = 2


class _Turn(IntEnum):
    """Whose turn it is; the lowest comes first."""

    BEGUN = 0
    LEARNING = 1
    ON_THE_ROAD = 2
    LOCKED = 3
    ELSEWHERE = 4
    ELSEWHERE_LOCKED = 5
    RENEW = 6
    CLAIMED = 7
    SKIPPED = 8


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of the roadmap that a lab proves: its position in reading order, its title, what is claimed of it."""

    position: int
    title: str
    claim: Claim


def next_lab(
    labs: Mapping[str, Lab],
    states: Mapping[str, LabState],
    skills: Mapping[str, SkillState],
    catalogue: Mapping[str, Skill],
    *,
    roadmap: Roadmap,
    matches: Iterable[Match],
    claims: Iterable[ClaimRecord],
) -> NextLab:
    """Return the lab to do next on a roadmap, with up to two alternatives.

    First what was begun, then what the learner marked as learning, then the road in its order, prerequisites first;
    then labs that are not on it, labs that changed since they were passed, and last what the learner claims to know or
    has skipped. Within each, the order of the road, then the easier lab.

    Args:
        labs: By id.
        states: Of `lab_states`.
        skills: Of `skill_states`.
        catalogue: Of skills.
        roadmap: The road.
        matches: Its places and their skills.
        claims: One learner's, of this roadmap.
    """
    places = _places(roadmap, matches, claims)
    ranked = []
    for lab in labs.values():
        if states[lab.id].progress is LabProgress.PASSED:
            continue
        own = sorted(
            (place for skill in lab.skills for place in places.get(skill, ())), key=lambda place: place.position
        )
        first = locks(lab, labs, states, skills, catalogue)
        turn, at, reason = _turn(states[lab.id], own, first)
        ranked.append(((turn, at, easiest_first(lab)), Suggestion(lab.id, reason)))
    ordered = [suggestion for _, suggestion in sorted(ranked, key=lambda pair: pair[0])]
    if not ordered:
        return NextLab(None)
    return NextLab(ordered[0], tuple(ordered[1 : 1 + ALTERNATIVES]))


def _places(roadmap: Roadmap, matches: Iterable[Match], claims: Iterable[ClaimRecord]) -> dict[str, list[_Place]]:
    """Return skill -> the places that were recognised as it."""
    said = {claim.stop: claim.state for claim in claims}
    order: dict[str, _Place] = {}
    for section in roadmap.sections:
        titles = [(section.id, section.title), *((stop.id, stop.title) for stop in section.walk())]
        for place, title in titles:
            order[place] = _Place(len(order), title, said.get(place, Claim.PENDING))
    found: dict[str, list[_Place]] = {}
    for match in matches:
        if match.place in order:
            found.setdefault(match.skill, []).append(order[match.place])
    return found


def _turn(state: LabState, places: list[_Place], first: tuple[str, ...]) -> tuple[_Turn, int, str]:
    """Return whose turn it is, the position on the road, and the reason."""
    open_places = [place for place in places if place.claim not in {Claim.DONE, Claim.SKIPPED}]
    learning = [place for place in places if place.claim is Claim.LEARNING]
    at = (open_places or places)[0].position if places else 0
    title = (open_places or places)[0].title if places else ""
    waits = first[0].removeprefix("after: ") if first else ""
    if state.progress is LabProgress.EARLIER_VERSION:
        return _Turn.RENEW, at, "You passed an earlier version; the lab has changed since."
    if state.progress is LabProgress.TRIED:
        times = "once" if state.attempts == 1 else f"{state.attempts} times"
        return _Turn.BEGUN, at, f"You have tried it {times}, and it is not passed yet."
    if learning:
        return _Turn.LEARNING, learning[0].position, f"You are learning “{learning[0].title}”, and this lab proves it."
    if not places:
        if first:
            return _Turn.ELSEWHERE_LOCKED, at, f"It is not on this roadmap, and “{waits}” is worth doing first."
        return _Turn.ELSEWHERE, at, "It is not on this roadmap, and nothing else has to come first."
    if not open_places:
        if any(place.claim is Claim.DONE for place in places):
            return _Turn.CLAIMED, at, f"You say that you know “{title}”; here you can prove it."
        return _Turn.SKIPPED, at, f"You skipped “{title}”; it is here should you change your mind."
    if first:
        return _Turn.LOCKED, at, f"On the road at “{title}”, though “{waits}” is worth doing first."
    return _Turn.ON_THE_ROAD, at, f"Next on the road: “{title}”."
