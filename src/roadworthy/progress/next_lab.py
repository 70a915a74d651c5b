"""Which lab to do next, and one sentence why. Plain rules, so that the sentence can be the whole truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from roadworthy.progress.labs import UNPROVEN, missing, prerequisites, why_locked
from roadworthy.progress.mastery import Standing
from roadworthy.progress.model import LabProgress, LabState, Lock, NextLab, SkillState, Suggestion
from roadworthy.progress.skills import easiest_first
from roadworthy.roadmap import Claim, Roadmap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from roadworthy.labs import Lab
    from roadworthy.progress.mastery import SkillMastery
    from roadworthy.progress.review import ReviewTask
    from roadworthy.progress.timing import Estimate
    from roadworthy.skills import Match, Skill
    from roadworthy.storage import ClaimRecord

ALTERNATIVES = 2

SURE = 0.8
"""How sure it has to be that a skill is known already, so that its lab can wait."""


class _Turn(IntEnum):
    """Whose turn it is; the lowest comes first."""

    BEGUN = 0
    LEARNING = 1
    ON_THE_ROAD = 2
    LOCKED = 3
    ELSEWHERE = 4
    ELSEWHERE_LOCKED = 5
    RENEW = 6
    INFERRED = 7
    CLAIMED = 8
    SKIPPED = 9


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of the roadmap that a lab proves: its id, its position in reading order, its title, what is claimed of it."""

    id: str
    position: int
    title: str
    claim: Claim
    is_stop: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """What speaks for and against a lab: its places, what comes before it, what rests on it."""

    state: LabState
    places: list[_Place]
    first: tuple[Lock, ...]
    unlocks: int
    prerequisites: int
    missing: int
    inferred: float  # how sure it is that all of its skills are known already, 0 to 1


def next_lab(
    labs: Mapping[str, Lab],
    states: Mapping[str, LabState],
    skills: Mapping[str, SkillState],
    catalogue: Mapping[str, Skill],
    *,
    roadmap: Roadmap,
    matches: Iterable[Match],
    claims: Iterable[ClaimRecord],
    known: Mapping[str, SkillMastery] | None = None,
    reviews: Sequence[ReviewTask] = (),
) -> NextLab:
    """Return the lab to do next on a roadmap, with up to two alternatives, and a review that comes before it.

    First what was begun, then what the learner marked as learning, then the road in its order, prerequisites first;
    then labs that are not on it, labs that changed since they were passed, what is inferred to be known, and last what
    the learner claims to know or has skipped. Within each, the order of the road, then the easier lab.

    Args:
        labs: By id.
        states: Of `lab_states`.
        skills: Of `skill_states`.
        catalogue: Of skills.
        roadmap: The road.
        matches: Its places and their skills.
        claims: One learner's, of this roadmap.
        known: Of `mastery`; what is inferred there locks nothing, and is not asked for again.
        reviews: Of `due_reviews`.
    """
    places = _places(roadmap, matches, claims)
    above: dict[str, set[str]] = {}
    for skill in catalogue.values():
        for required in skill.requires:
            above.setdefault(required, set()).add(skill.id)
    ranked = []
    for lab in labs.values():
        if states[lab.id].progress is LabProgress.PASSED:
            continue
        own = {place.position: place for skill in lab.skills for place in places.get(skill, ())}
        case = _Case(
            states[lab.id],
            [own[position] for position in sorted(own)],
            why_locked(lab, labs, states, skills, catalogue, known),
            _unlocks(lab, skills, places, above),
            len(dict.fromkeys(required for _, required in prerequisites(lab, skills, catalogue))),
            len(dict.fromkeys(required for _, required in missing(lab, skills, catalogue))),
            _inferred(lab, known or {}),
        )
        turn, at, reason = _turn(case)
        ranked.append(((turn, at, easiest_first(lab)), Suggestion(lab.id, reason, case.unlocks)))
    ordered = [suggestion for _, suggestion in sorted(ranked, key=lambda pair: pair[0])]
    best = ordered[0] if ordered else None
    review, why = _review(labs[best.lab] if best else None, reviews, catalogue)
    return NextLab(best, tuple(ordered[1 : 1 + ALTERNATIVES]), review, why)


def with_estimates(found: NextLab, times: Mapping[str, Estimate]) -> NextLab:
    """Return the same suggestions with how long each takes, of `estimates`; it is only asked for these few labs."""

    def timed(one: Suggestion) -> Suggestion:
        return replace(one, estimate=times.get(one.lab))

    return replace(
        found, lab=timed(found.lab) if found.lab else None, alternatives=tuple(timed(one) for one in found.alternatives)
    )


def _places(roadmap: Roadmap, matches: Iterable[Match], claims: Iterable[ClaimRecord]) -> dict[str, list[_Place]]:
    """Return skill -> the places that were recognised as it."""
    said = {claim.stop: claim.state for claim in claims}
    order: dict[str, _Place] = {}
    for section in roadmap.sections:
        titles = [(section.id, section.title, False), *((stop.id, stop.title, True) for stop in section.walk())]
        for place, title, is_stop in titles:
            order[place] = _Place(place, len(order), title, said.get(place, Claim.PENDING), is_stop)
    found: dict[str, list[_Place]] = {}
    for match in matches:
        if match.place in order:
            found.setdefault(match.skill, []).append(order[match.place])
    return found


def _unlocks(
    lab: Lab,
    skills: Mapping[str, SkillState],
    places: Mapping[str, list[_Place]],
    above: Mapping[str, AbstractSet[str]],
) -> int:
    """Return how many unproven stops build directly on a skill that the lab would newly prove.

    Args:
        lab: The lab.
        skills: Of `skill_states`.
        places: Skill -> the places that were recognised as it.
        above: Skill -> the skills that require it directly.
    """

    def is_open(skill: str) -> bool:
        return skill not in skills or skills[skill].mark in UNPROVEN

    builds = {other for skill in lab.skills if is_open(skill) for other in above.get(skill, ())} - set(lab.skills)
    return len({place.id for skill in builds if is_open(skill) for place in places.get(skill, ()) if place.is_stop})


def _inferred(lab: Lab, known: Mapping[str, SkillMastery]) -> float:
    """Return how sure it is that every skill of the lab is known already: 0.0 unless each is inferred or proven."""
    found = [known[skill] for skill in lab.skills if skill in known]
    if len(found) < len(lab.skills) or not any(each.standing is Standing.INFERRED for each in found):
        return 0.0
    return min((each.confidence for each in found), default=0.0)


def _turn(case: _Case) -> tuple[_Turn, int, str]:
    """Return whose turn it is, the position on the road, and the reason."""
    places = case.places
    open_places = [place for place in places if place.claim not in {Claim.DONE, Claim.SKIPPED}]
    learning = [place for place in places if place.claim is Claim.LEARNING]
    at = (open_places or places)[0].position if places else 0
    title = (open_places or places)[0].title if places else ""
    waits = case.first[0].title if case.first else ""
    if case.state.progress is LabProgress.EARLIER_VERSION:
        return _Turn.RENEW, at, "You passed an earlier version; the lab has changed since."
    if case.state.progress is LabProgress.TRIED:
        times = "once" if case.state.attempts == 1 else f"{case.state.attempts} times"
        return _Turn.BEGUN, at, f"You have tried it {times}, and it is not passed yet."
    if learning:
        reason = f"You are learning “{learning[0].title}”, and this lab proves it{_what_speaks_for_it(case)}."
        return _Turn.LEARNING, learning[0].position, reason
    if case.inferred >= SURE:
        what = f"“{title}”" if title else "what it proves"
        return _Turn.INFERRED, at, f"You probably know {what} already ({case.inferred:.0%}); here you can prove it."
    if not places:
        if waits:
            return _Turn.ELSEWHERE_LOCKED, at, f"It is not on this roadmap, and “{waits}” is worth doing first."
        return _Turn.ELSEWHERE, at, "It is not on this roadmap, and nothing else has to come first."
    if not open_places:
        if any(place.claim is Claim.DONE for place in places):
            return _Turn.CLAIMED, at, f"You say that you know “{title}”; here you can prove it."
        return _Turn.SKIPPED, at, f"You skipped “{title}”; it is here should you change your mind."
    if waits:
        return _Turn.LOCKED, at, f"On the road at “{title}”, though “{waits}” is worth doing first."
    return _Turn.ON_THE_ROAD, at, f"Next on the road: “{title}”{_what_speaks_for_it(case)}."


def _what_speaks_for_it(case: _Case) -> str:
    """Return the rest of a sentence: "; it unlocks 6 stops of this roadmap, and you passed both of its prerequisites"."""
    parts = []
    if case.unlocks:
        parts.append(f"it unlocks {case.unlocks} {'stop' if case.unlocks == 1 else 'stops'} of this roadmap")
    passed = case.prerequisites - case.missing
    if passed and case.missing:
        parts.append(f"you passed {passed} of its {case.prerequisites} prerequisites")
    elif passed:
        all_of = {1: "its prerequisite", 2: "both of its prerequisites"}
        parts.append(f"you passed {all_of.get(passed, f'all {passed} of its prerequisites')}")
    return f"; {', and '.join(parts)}" if parts else ""


def _review(
    lab: Lab | None, reviews: Sequence[ReviewTask], catalogue: Mapping[str, Skill]
) -> tuple[ReviewTask | None, str]:
    """Return the review that comes before the lab: one that it builds on, else the one that is worth most."""
    if not reviews:
        return None, ""

    def title(skill: str) -> str:
        return catalogue[skill].title if skill in catalogue else skill

    needed = {required for skill in (lab.skills if lab else ()) for required in _required(skill, catalogue)}
    for task in reviews:
        for skill in task.skills:
            if skill in needed:
                return (
                    task,
                    f"First a review of {task.minutes} minutes: this lab builds on “{title(skill)}”, which fades.",
                )
    task = reviews[0]
    more = len(reviews) - 1
    rest = f", and {more} more {'review is' if more == 1 else 'reviews are'} due" if more else ""
    return task, f"Before something new, a review of {task.minutes} minutes: “{title(task.skills[0])}” fades{rest}."


def _required(skill: str, catalogue: Mapping[str, Skill]) -> set[str]:
    """Return the ids of everything that has to be known before a skill, directly or indirectly."""
    found: set[str] = set()
    waiting = [skill]
    while waiting:
        one = waiting.pop()
        for required in catalogue[one].requires if one in catalogue else ():
            if required not in found:
                found.add(required)
                waiting.append(required)
    return found
