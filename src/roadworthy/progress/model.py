"""How somebody stands with a skill, a stop and a lab. Computed from evidence whenever asked; never stored as truth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy.progress.review import ReviewTask
    from roadworthy.progress.timing import Estimate
    from roadworthy.roadmap import Claim, EvidenceMark
    from roadworthy.storage import EvidenceRecord


@dataclass(frozen=True, slots=True)
class SkillState:
    """How somebody stands with a skill.

    Attributes:
        skill: Id of the skill.
        mark: NONE, PASSED, or EARLIER where only an earlier version of a lab was passed.
        evidence: What proves it, newest first.
        labs: Ids of the labs that can prove it, easiest first; empty where nothing can yet.
    """

    skill: str
    mark: EvidenceMark
    evidence: tuple[EvidenceRecord, ...] = ()
    labs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StopState:
    """How somebody stands with a place of a roadmap (a stop or a section).

    Attributes:
        place: Id of the stop or section.
        claim: What the learner says of it; never evidence.
        evidence: What is proven of it: NONE, PARTIAL, PASSED or EARLIER.
        skills: Ids of the skills it was recognised as.
        labs: Ids of the labs that prove those skills, easiest first.
        stops: How many stops stand below it (at any depth).
        passed: How many of those are proven (in this or an earlier version).
        done: How many of those are claimed done.
        with_labs: How many of those have labs.
    """

    place: str
    claim: Claim
    evidence: EvidenceMark
    skills: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    stops: int = 0
    passed: int = 0
    done: int = 0
    with_labs: int = 0


class LabProgress(StrEnum):
    """How far somebody is with a lab."""

    NEW = "new"
    TRIED = "tried"  # judged at least once, never passed
    EARLIER_VERSION = "earlier-version"  # passed before the lab changed
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class LabState:
    """How somebody stands with a lab; `attempts` counts those that were judged."""

    lab: str
    progress: LabProgress
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """Something that is worth doing before a lab. Advice, no wall.

    Attributes:
        title: Of the lab or the skill that comes first.
        why: Why it comes first, a sentence.
        opens: Ids of the labs any of which opens it, easiest first.
    """

    title: str
    why: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A lab to do next.

    Attributes:
        lab: Its id.
        reason: Why, one sentence.
        unlocks: How many unproven stops of the roadmap build directly on what it newly proves.
        estimate: How long it takes; None where nobody asked.
    """

    lab: str
    reason: str
    unlocks: int = 0
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class NextLab:
    """What to do next.

    Attributes:
        lab: None when every lab is passed.
        alternatives: Up to two.
        review: What to review before the lab, or instead of it; None if nothing is due.
        review_reason: Why, one sentence; "" without a review.
    """

    lab: Suggestion | None
    alternatives: tuple[Suggestion, ...] = ()
    review: ReviewTask | None = None
    review_reason: str = ""
