"""What the API answers with. Plain data with stable names; the rooms below may change without it."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from roadworthy.labs import Status
from roadworthy.progress import LabProgress
from roadworthy.roadmap import Claim, EvidenceMark, Level, ResourceKind, Severity
from roadworthy.skills import SkillKind
from roadworthy.storage import ClaimSource, Origin


class Answer(BaseModel):
    """Base of what the API answers with; fields are read from the records and views of the same names."""

    model_config = ConfigDict(from_attributes=True)


class RecordOut(Answer):
    """A stored roadmap, its current version."""

    slug: str
    title: str
    version: int = Field(description="1 for the first text under this slug; earlier ones are kept.")
    sha256: str
    origin: Origin
    address: str = Field(description="Where it was fetched from, or empty.")
    added: datetime


class CoverageOut(Answer):
    """How much of a roadmap has labs."""

    stops: int
    with_labs: int


class RoadmapSummaryOut(Answer):
    """A line in the list of roadmaps."""

    record: RecordOut
    coverage: CoverageOut
    passed: int = Field(description="Stops proven by evidence.")
    claimed: int = Field(description="Stops claimed done; not evidence.")


class FindingOut(Answer):
    """Something that reading or lint noticed."""

    rule: str
    severity: Severity
    line: int
    message: str
    mend: str


class ResourceOut(Answer):
    """Something to read or watch."""

    title: str
    url: str | None
    kind: ResourceKind
    note: str


class StopStateOut(Answer):
    """How the learner stands with a place."""

    place: str
    claim: Claim
    evidence: EvidenceMark
    skills: list[str]
    labs: list[str]
    stops: int = Field(description="Stops below it.")
    passed: int = Field(description="Of those, proven.")
    done: int = Field(description="Of those, claimed done.")


class StopOut(Answer):
    """A stop, without what is below it."""

    id: str
    title: str
    level: Level
    line: int
    note: str
    resources: list[ResourceOut]
    requires: list[str]


class StopNode(StopOut):
    """A stop with everything below it."""

    children: list["StopNode"]


class SectionOut(Answer):
    """A section with its stops."""

    id: str
    title: str
    number: str
    line: int
    note: str
    resources: list[ResourceOut]
    stops: list[StopNode]


class MatchOut(Answer):
    """A place was recognised as a skill."""

    place: str
    skill: str
    confidence: float
    reason: str


class RoadmapOut(Answer):
    """A roadmap as the learner sees it."""

    record: RecordOut
    title: str
    description: str
    sections: list[SectionOut]
    states: dict[str, StopStateOut]
    coverage: CoverageOut
    findings: list[FindingOut]
    next_lab: str | None


class AddedOut(Answer):
    """What adding a roadmap did."""

    record: RecordOut
    changed: bool = Field(description="False if this very text was there already.")
    carried: dict[str, str] = Field(description="Old stop -> new stop, of claims that followed.")
    kept: list[str] = Field(description="Claimed stops that the new text lacks; their claims are kept.")
    findings: list[FindingOut]
    coverage: CoverageOut


class StopDetailOut(Answer):
    """One place of a roadmap, with what hangs on it."""

    place: str
    title: str
    above: list[str] = Field(description="Ids of the places that lead to it, the section first.")
    children: list[str]
    state: StopStateOut
    matches: list[MatchOut]


class ClaimIn(BaseModel):
    """What the learner says of a stop."""

    claim: Claim


class ClaimOut(Answer):
    """A claim on record."""

    roadmap: str
    stop: str
    state: Claim
    source: ClaimSource
    at: datetime


class LabOut(Answer):
    """A lab in a list."""

    id: str
    title: str
    topic: str
    skills: list[str]
    minutes: int
    difficulty: int
    components: list[str]
    progress: LabProgress
    attempts: int
    locks: list[str] = Field(description="What is worth doing first; advice.")


class LabDetailOut(LabOut):
    """A lab with its brief and how far the learner is."""

    brief: str = Field(description="Markdown.")
    edit: list[str]
    folder: str
    started: bool
    hints: list[str] = Field(description="Those taken so far.")
    hints_left: int


class FileOut(BaseModel):
    """A file of the workspace."""

    name: str
    text: str
    sha256: str
    editable: bool


class FilesOut(BaseModel):
    """The files of the workspace; the starter's as long as there is none."""

    files: list[FileOut]


class FileIn(BaseModel):
    """A new text for a file."""

    text: str = Field(max_length=1024 * 1024)
    expected: str = Field(
        default="", description="SHA-256 of the text that was edited; empty overwrites whatever is there."
    )


class FileSaved(BaseModel):
    """The file as it is now."""

    sha256: str


class HintOut(BaseModel):
    """A hint."""

    number: int
    text: str
    left: int


Review = Annotated[
    date | None, Query(description="The day on which a review was begun, to work there instead of in the workspace.")
]


class ReviewBegunOut(BaseModel):
    """A review that was begun: the day that names it, and its folder."""

    review: date
    folder: str


class ResetOut(BaseModel):
    """Where the work from before is kept."""

    kept: str


class AttemptIn(BaseModel):
    """How to judge."""

    seed: int | None = Field(
        default=None, ge=0, lt=2**63, description="Replays the random inputs of an earlier attempt."
    )


class AttemptOut(Answer):
    """A recorded attempt."""

    id: str
    lab: str
    lab_hash: str
    submission_hash: str
    status: Status
    seed: int
    started: datetime
    seconds: float
    verdict: dict[str, Any]


class AttemptState(BaseModel):
    """An attempt that is running, or has been recorded."""

    id: str
    running: bool
    attempt: AttemptOut | None = None


class EvidenceOut(Answer):
    """A skill was proven by an attempt."""

    attempt: str
    skill: str
    lab: str
    lab_hash: str
    submission_hash: str
    at: datetime


class EvidenceListOut(BaseModel):
    """What is proven; what is merely claimed stands apart."""

    evidence: list[EvidenceOut]
    claims: list[ClaimOut]


class SkillOut(Answer):
    """A skill, and how the learner stands with it."""

    id: str
    title: str
    kind: SkillKind
    area: str
    note: str
    requires: list[str]
    evidence: EvidenceMark
    labs: list[str]


class HealthOut(BaseModel):
    """That this is Roadworthy, and which."""

    name: str = "roadworthy"
    version: str
    instance: str = Field(description="The same for servers of the same database.")
