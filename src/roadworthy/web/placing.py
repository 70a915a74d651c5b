"""A placement, put together for the pages and the API: what is asked next, what the last answer changed, what came out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.progress import (
    Ground,
    Inferred,
    Placed,
    because,
    claimable,
    claims_from,
    placement_skills,
    what_it_told,
)
from roadworthy.roadmap import Claim
from roadworthy.web.me import skill_titles
from roadworthy.web.state import OURS

if TYPE_CHECKING:
    from roadworthy.web.state import AppState

NAMED = 6
"""How many skills a list names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """A skill that the learner may claim to have; `proven` ones are known without it, `ticked` ones were claimed before."""

    skill: str
    title: str
    proven: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class ClaimSection:
    """An area of the catalogue, as far as a placement is about it."""

    id: str
    title: str
    choices: tuple[ClaimChoice, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What an answer told, and what that changed, as titles: taken as known now, as not known, to be learned next."""

    lab: str
    title: str
    passed: bool
    told: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    unlocked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InferredRow:
    """A skill with how the learner probably stands with it, why, and the lab that would prove it ("" if none can)."""

    skill: str
    title: str
    state: Inferred
    passed: bool
    why: str
    prove: str


@dataclass(frozen=True, slots=True)
class ResultSection:
    """An area of the catalogue: what is passed, what is inferred, what is only claimed, what is not known, what is open."""

    title: str
    passed: tuple[InferredRow, ...]
    known: tuple[InferredRow, ...]
    claimed: tuple[InferredRow, ...]
    unknown: tuple[InferredRow, ...]
    open: tuple[InferredRow, ...]


@dataclass(frozen=True, slots=True)
class PlacementView:
    """A placement for people.

    Attributes:
        placed: As it stands.
        last: What the last answer changed; None before the first.
        decides: Titles of what the next probe tells most of.
        decides_more: How many more there are.
        sections: Where the learner probably stands, by area.
        titles: Lab id -> title.
        told: What each answer told, in the order of `placed.answers`.
    """

    placed: Placed
    last: ChangeView | None
    decides: tuple[str, ...]
    decides_more: int
    sections: tuple[ResultSection, ...]
    titles: Mapping[str, str]
    told: tuple[str, ...]


def claim_sections(state: AppState) -> tuple[ClaimSection, ...]:
    """Return what a learner may claim before a placement, by area; stops that they claimed on a map are ticked."""
    mastery = state.overview().mastery
    said = _claimed(state)
    skills = placement_skills(state.labs, state.skills)
    sections: dict[str, list[ClaimChoice]] = {}
    for skill in skills.values():
        proven = mastery[skill.id].proven
        choice = ClaimChoice(skill.id, skill.title, proven, skill.id in said)
        sections.setdefault(skill.area, []).append(choice)
    return tuple(
        ClaimSection(f"area-{number}", title, tuple(choices))
        for number, (title, choices) in enumerate(sections.items())
    )


def _claimed(state: AppState) -> set[str]:
    """Return the skills of stops that the learner claims to have done, and those claimed in their last placement."""
    record = state.store.placements.last(state.learner)
    found = {skill for skill, has in (record.claims if record else {}).items() if has}
    done = {claim.stop for claim in state.store.claims(state.learner, OURS) if claim.state is Claim.DONE}
    read = state.read(state.store.roadmap(OURS))
    return found | {match.skill for match in read.matches if match.place in done}


def claims_of(state: AppState, ticked: Collection[str]) -> dict[str, bool]:
    """Return what the ticks of the form mean."""
    return claims_from(ticked, claimable(placement_skills(state.labs, state.skills), state.overview().mastery))


def placement_view(state: AppState) -> PlacementView | None:
    """Return the learner's placement, None if they never began one."""
    placed = state.placed()
    if placed is None:
        return None
    decides = skill_titles(state, placed.probe.decides) if placed.probe else []
    return PlacementView(
        placed,
        _change_view(state, placed),
        tuple(decides[:NAMED]),
        max(len(decides) - NAMED, 0),
        _sections(state, placed),
        {lab.id: lab.title for lab in state.labs.values()},
        tuple(what_it_told(step, state.skills, state.labs) for step in placed.answers),
    )


def _change_view(state: AppState, placed: Placed) -> ChangeView | None:
    if not placed.answers:
        return None
    step = placed.answers[-1]
    return ChangeView(
        step.lab,
        state.labs[step.lab].title,
        step.outcome == "passed",
        what_it_told(step, state.skills, state.labs),
        tuple(skill_titles(state, step.change.known)),
        tuple(skill_titles(state, step.change.unknown)),
        tuple(skill_titles(state, step.change.unlocked)),
    )


def _sections(state: AppState, placed: Placed) -> tuple[ResultSection, ...]:
    mastery = state.overview().mastery
    provers = state.overview().skill_states
    sections: dict[str, list[InferredRow]] = {}
    for skill in placed.skills.values():
        inferred = placed.states[skill.id]
        labs = provers[skill.id].labs if skill.id in provers else ()
        row = InferredRow(
            skill.id,
            skill.title,
            inferred,
            mastery[skill.id].proven,
            because(inferred, state.skills, state.labs),
            labs[0] if labs else "",
        )
        sections.setdefault(skill.area, []).append(row)
    return tuple(
        ResultSection(
            title,
            tuple(row for row in rows if row.passed),
            tuple(row for row in others if row.state.known and row.state.ground is not Ground.CLAIMED),
            tuple(row for row in others if row.state.known and row.state.ground is Ground.CLAIMED),
            tuple(row for row in others if row.state.known is False),
            tuple(row for row in others if row.state.known is None),
        )
        for title, rows in sections.items()
        for others in [[row for row in rows if not row.passed]]  # a pass stands, whatever else was answered
    )
