"""What the pages of somebody's progress show: typed views, put together by `me.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from roadworthy.progress import Estimate, Lock, Placed, ReviewTask, WeekLoad
    from roadworthy.storage import AttemptRecord, EvidenceRecord
    from roadworthy.web.plots import Calendar
    from roadworthy.web.views import ClaimRow


class Look(StrEnum):
    """How a skill is drawn; the values are those of `EvidenceMark` where it has one."""

    PASSED = "passed"
    DUE = "review-due"
    EARLIER = "earlier-version"
    INFERRED = "inferred"
    CLAIMED = "claimed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill of somebody's.

    Attributes:
        skill: Its id.
        title: For people.
        look: How it is drawn.
        confidence: Probability, 0 to 1, that they can do it now.
        why: What that rests on, a sentence; "" where evidence says it all, or nothing is known.
        evidence: What proves it, newest first.
        prove: Ids of the labs that can prove it, easiest first.
        due: When its review is due, UTC; None if it was never passed.
    """

    skill: str
    title: str
    look: Look
    confidence: float
    why: str
    evidence: tuple[EvidenceRecord, ...]
    prove: tuple[str, ...]
    due: datetime | None


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of the catalogue: the skills of which something is known, and those of which nothing is."""

    title: str
    known: tuple[SkillRow, ...]
    unknown: tuple[SkillRow, ...]

    @property
    def passed(self) -> int:
        """Return how many were passed, lately or long ago."""
        return sum(row.look in {Look.PASSED, Look.DUE, Look.EARLIER} for row in self.known)

    @property
    def inferred(self) -> int:
        """Return how many are inferred."""
        return sum(row.look is Look.INFERRED for row in self.known)

    @property
    def provable(self) -> int:
        """Return how many have labs."""
        return sum(bool(row.prove) for row in (*self.known, *self.unknown))


@dataclass(frozen=True, slots=True)
class SuggestedLab:
    """A lab to do next: why, how long it takes, and what is worth doing before it."""

    lab: str
    title: str
    reason: str
    estimate: Estimate | None
    locks: tuple[Lock, ...]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review that is due, with titles for people and the reason in a sentence."""

    task: ReviewTask
    title: str
    skills: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NextView:
    """What to do next: a lab (None when every lab is passed), up to two others, and the review that comes first."""

    lab: SuggestedLab | None
    alternatives: tuple[SuggestedLab, ...]
    review: ReviewRow | None
    review_reason: str


@dataclass(frozen=True, slots=True)
class MeView:
    """Somebody's progress.

    Attributes:
        learner: Whose.
        areas: Areas of which something is known or has labs, in the order of the catalogue.
        counts: How many skills look how.
        next: What to do next.
        reviews: What is due, what is worth most first.
        coming: When the next review falls due, UTC; None if nothing will.
        calendar: What was done in the last year.
        weeks: How much reviewing the coming weeks will bring.
        claims: What they say of stops.
        attempts: The newest attempts.
        placed: Their placement; None if they never began one.
        titles: Lab id -> title, for every lab that the view mentions.
    """

    learner: str
    areas: tuple[AreaView, ...]
    counts: Mapping[Look, int]
    next: NextView
    reviews: tuple[ReviewRow, ...]
    coming: datetime | None
    calendar: Calendar
    weeks: tuple[WeekLoad, ...]
    claims: tuple[ClaimRow, ...]
    attempts: tuple[AttemptRecord, ...]
    placed: Placed | None
    titles: Mapping[str, str]
