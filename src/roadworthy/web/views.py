"""What pages and API show: typed views, put together by `AppState` from the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roadworthy.labs import Lab
    from roadworthy.progress import LabState, SkillState, StopState
    from roadworthy.roadmap import Finding, Roadmap, Section, Stop
    from roadworthy.skills import Coverage, Match, Skill
    from roadworthy.storage import AttemptRecord, ClaimRecord, RoadmapRecord


@dataclass(frozen=True, slots=True)
class RoadmapSummary:
    """A line in the list of maps."""

    record: RoadmapRecord
    coverage: Coverage
    passed: int  # stops proven by evidence
    claimed: int  # stops claimed done; a claim, not evidence


@dataclass(frozen=True, slots=True)
class RoadmapView:
    """A roadmap as one learner sees it.

    Attributes:
        record: Slug, title, version, origin.
        roadmap: The document, read.
        matches: Section or stop id -> the skills it was recognised as, most confident first.
        states: Section or stop id -> claim, evidence and labs; every place of the roadmap has an entry.
        coverage: How many stops have labs.
        findings: What reading and lint noticed, in line order.
        next_lab: Id of the lab to do next on this roadmap, or None.
    """

    record: RoadmapRecord
    roadmap: Roadmap
    matches: Mapping[str, tuple[Match, ...]]
    states: Mapping[str, StopState]
    coverage: Coverage
    findings: tuple[Finding, ...]
    next_lab: str | None


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill that a stop was recognised as: why, how it stands, and what it builds on."""

    skill: Skill
    match: Match
    state: SkillState
    requires: tuple[SkillState, ...]


@dataclass(frozen=True, slots=True)
class LabSummary:
    """A line in a list of labs.

    Attributes:
        lab: The lab.
        state: How the learner stands with it.
        locks: Why something else is worth doing first ("after: Redis, first steps"); advice, never a wall.
    """

    lab: Lab
    state: LabState
    locks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopView:
    """One place of a roadmap (a stop or a section), with everything that hangs on it.

    `above` leads from the section down to the place's parent; `children` are its stops.
    """

    record: RoadmapRecord
    place: Stop | Section
    above: tuple[Section | Stop, ...]
    children: tuple[Stop, ...]
    state: StopState
    states: Mapping[str, StopState]  # of the children
    skills: tuple[SkillView, ...]
    labs: tuple[LabSummary, ...]


@dataclass(frozen=True, slots=True)
class LabView:
    """A lab as one learner sees it.

    Attributes:
        summary: Lab, state, locks.
        brief: Markdown.
        files: Name -> text of every file in the workspace; the starter's as long as there is no workspace.
        hashes: Name -> SHA-256 (hex) of the text, to notice a change on disk before overwriting it.
        editable: Names that the learner writes; any other file is for reading.
        folder: Where the workspace is (or will be) on disk.
        started: True once there is a workspace.
        hints: The hints taken so far, in order.
        hints_left: How many more there are.
        attempts: The learner's attempts at it, newest first.
        skills: Titles of what a pass proves, by skill id.
    """

    summary: LabSummary
    brief: str
    files: Mapping[str, str]
    hashes: Mapping[str, str]
    editable: tuple[str, ...]
    folder: str
    started: bool
    hints: tuple[str, ...]
    hints_left: int
    attempts: tuple[AttemptRecord, ...]
    skills: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim, with titles for people; `title` is the stop's id where the roadmap no longer has it."""

    claim: ClaimRecord
    roadmap_title: str
    title: str


@dataclass(frozen=True, slots=True)
class AddedView:
    """What adding a roadmap did, for the page that says so."""

    record: RoadmapRecord
    changed: bool
    carried: Mapping[str, str]
    kept: tuple[str, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
