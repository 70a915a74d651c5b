"""Somebody's progress, put together for the pages and the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from roadworthy.progress import (
    Basis,
    Overview,
    ReviewTask,
    SkillMastery,
    SkillState,
    Standing,
    Suggestion,
    review_reason,
    why_locked,
)
from roadworthy.roadmap import Claim
from roadworthy.web.me_views import AreaView, Look, MeView, NextView, ReviewRow, SkillRow, SuggestedLab
from roadworthy.web.plots import DAYS_SHOWN, make_calendar
from roadworthy.web.state import OURS
from roadworthy.web.views import ClaimRow

if TYPE_CHECKING:
    from roadworthy.skills import Skill
    from roadworthy.web.state import AppState

SHOWN_ATTEMPTS = 100

_LOOKS = {
    Standing.PASSED: Look.PASSED,
    Standing.FADING: Look.DUE,
    Standing.EARLIER: Look.EARLIER,
    Standing.INFERRED: Look.INFERRED,
    Standing.UNPROVEN: Look.NONE,
}
_ORDER = {look: number for number, look in enumerate(Look)}


def me_view(state: AppState) -> MeView:
    """Return the learner's progress."""
    overview = state.overview()
    placed = overview.placed
    areas = _areas(state, overview, placed.record.claims if placed else {})
    today = overview.now.astimezone().date()
    return MeView(
        learner=state.learner,
        areas=areas,
        counts=Counter(row.look for area in areas for row in (*area.known, *area.unknown)),
        next=next_view(state, overview),
        reviews=review_rows(state, overview),
        coming=overview.next_due,
        calendar=make_calendar(overview.activity(days=DAYS_SHOWN), today),
        weeks=overview.forecast(),
        claims=claim_rows(state),
        attempts=state.store.attempts(state.learner, limit=SHOWN_ATTEMPTS),
        placed=placed,
        titles={lab.id: lab.title for lab in state.labs.values()},
    )


def _areas(state: AppState, overview: Overview, claims: Mapping[str, bool]) -> tuple[AreaView, ...]:
    found = []
    for title, skills in state.skills.areas().items():
        rows = [_row(state, skill, overview, claims) for skill in skills]
        known = sorted((row for row in rows if row.look is not Look.NONE), key=lambda row: _ORDER[row.look])
        unknown = tuple(row for row in rows if row.look is Look.NONE)
        if known or any(row.prove for row in unknown):
            found.append(AreaView(title, tuple(known), unknown))
    return tuple(found)


def _row(state: AppState, skill: Skill, overview: Overview, claims: Mapping[str, bool]) -> SkillRow:
    mastery = overview.mastery[skill.id]
    own = overview.skill_states.get(skill.id)
    look = _LOOKS[mastery.standing]
    if look is Look.NONE and claims.get(skill.id):
        look = Look.CLAIMED
    return SkillRow(
        skill.id,
        skill.title,
        look,
        mastery.confidence,
        _why(state, mastery, look),
        own.evidence if own else (),
        _provers(own),
        mastery.due,
    )


def _provers(state: SkillState | None) -> tuple[str, ...]:
    return state.labs if state else ()


def _why(state: AppState, mastery: SkillMastery, look: Look) -> str:
    if look is Look.CLAIMED:
        return "You said so when your placement began."
    if mastery.basis is Basis.PLACEMENT:
        return "Your placement infers it."
    if mastery.basis is Basis.PREREQUISITE:
        names = [skill_title(state, skill) for skill in mastery.rests_on]
        some = f"{names[0]} and {len(names) - 1} more" if len(names) > 2 else " and ".join(names)
        return f"You passed {some}, which {'need' if len(names) > 1 else 'needs'} it."
    return ""


def next_view(state: AppState, overview: Overview, slug: str = OURS) -> NextView:
    """Return what to do next on a roadmap. Raises NotFoundError."""
    record = state.store.roadmap(slug)
    read = state.read(record)
    found = overview.next_lab(read.roadmap, read.matches, state.store.claims(state.learner, slug))
    return NextView(
        _suggested(state, found.lab, overview) if found.lab else None,
        tuple(_suggested(state, each, overview) for each in found.alternatives),
        _review_row(state, found.review, overview) if found.review else None,
        found.review_reason,
    )


def _suggested(state: AppState, suggestion: Suggestion, overview: Overview) -> SuggestedLab:
    lab = state.labs[suggestion.lab]
    locks = why_locked(
        lab, state.labs, overview.lab_states, overview.skill_states, state.skills, known=overview.mastery
    )
    return SuggestedLab(lab.id, lab.title, suggestion.reason, suggestion.estimate, locks)


def review_rows(state: AppState, overview: Overview) -> tuple[ReviewRow, ...]:
    """Return the reviews that are due, what is worth most first, by the learner's roadmap."""
    matches = state.read(state.store.roadmap(OURS)).matches
    return tuple(_review_row(state, task, overview) for task in overview.reviews(matches))


def _review_row(state: AppState, task: ReviewTask, overview: Overview) -> ReviewRow:
    titles = tuple(skill_title(state, skill) for skill in task.skills)
    return ReviewRow(task, state.labs[task.lab].title, titles, review_reason(task, titles, overview.now))


def claim_rows(state: AppState) -> tuple[ClaimRow, ...]:
    """Return what the learner says of stops, on every roadmap, the latest word first."""
    records = {record.slug: record for record in state.store.roadmaps()}
    rows = []
    for claim in reversed(state.store.claims(state.learner)):
        if claim.state is not Claim.PENDING:
            record = records[claim.roadmap]
            path = state.read(record).path_to(claim.stop)
            rows.append(ClaimRow(claim, record.title, path[-1].title if path else claim.stop))
    return tuple(rows)


def skill_title(state: AppState, skill: str) -> str:
    """Return a skill's title; its id if the catalogue does not have it."""
    return state.skills[skill].title if skill in state.skills else skill


def skill_titles(state: AppState, skills: Iterable[str]) -> list[str]:
    """Return the titles of skills, in the same order."""
    return [skill_title(state, skill) for skill in skills]
