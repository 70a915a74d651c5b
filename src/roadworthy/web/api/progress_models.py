"""What the API answers with about somebody's progress: mastery, reviews, activity, placement."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from roadworthy.progress import Basis, EstimateSource, Ground, ProbeOutcome, ReviewKind, Standing
from roadworthy.storage import ProbeWord
from roadworthy.web.api.models import Answer


class MasteryOut(Answer):
    """How the learner stands with a skill."""

    skill: str
    title: str
    standing: Standing
    confidence: float = Field(description="Probability, 0 to 1, that they can do it now.")
    basis: Basis
    rests_on: list[str] = Field(description="Attempts that passed, or passed skills that need this one.")
    current: bool = Field(description="A pass stands on a lab as it is now.")
    passed: datetime | None
    due: datetime | None = Field(description="When its review is due.")


class ReviewOut(Answer):
    """A review that is due."""

    lab: str
    kind: ReviewKind
    skills: list[str]
    minutes: int
    due: datetime
    rests: int = Field(description="How many skills rest on those that it reviews.")
    reason: str


class ReviewsOut(BaseModel):
    """What is due, what is worth most first."""

    due: list[ReviewOut]
    next_due: datetime | None = Field(description="When the next one falls due.")


class WeekOut(Answer):
    """The reviews of one week, of seven times 24 hours."""

    begins: datetime
    reviews: int
    minutes: int


class DayOut(Answer):
    """What was done on a day, by the clock of the machine that serves."""

    date: date
    attempts: int
    passed: int


class EstimateOut(Answer):
    """How long a lab takes, and what that rests on."""

    minutes: int
    source: EstimateSource
    measured: int
    sentence: str


class LockOut(Answer):
    """Something that is worth doing before a lab; advice."""

    title: str
    why: str
    opens: list[str] = Field(description="Labs any of which opens it.")


class SuggestionOut(Answer):
    """A lab to do, why, how long it takes, and what is worth doing before it."""

    lab: str
    reason: str
    estimate: EstimateOut | None
    locks: list[LockOut]


class NextOut(BaseModel):
    """What to do next."""

    lab: SuggestionOut | None
    alternatives: list[SuggestionOut]
    review: ReviewOut | None = Field(description="What to review first; null if nothing is due.")
    review_reason: str


class PlacementIn(BaseModel):
    """What the learner says before a placement."""

    claims: dict[str, bool] = Field(
        default={},
        max_length=2000,
        description="Skill -> whether they have it. A hint for what to ask, never evidence.",
    )


class WordIn(BaseModel):
    """What the learner says of a probe, instead of doing it."""

    probe: str = Field(max_length=200, description="Id of its lab.")
    word: ProbeWord


class EndedIn(BaseModel):
    """Whether the placement is over."""

    ended: bool


class InferredOut(Answer):
    """How the learner probably stands with a skill. Never evidence."""

    probability: float
    known: bool | None = Field(description="Null where it is open.")
    ground: Ground
    by: list[str] = Field(description="Skills whose results it was inferred from.")
    why: str


class StepOut(BaseModel):
    """A probe that was answered, and what that changed."""

    lab: str
    at: datetime
    outcome: ProbeOutcome
    told: dict[str, bool] = Field(
        description="Skill -> whether the lab's checks showed it; empty where only the whole lab is known to be too much."
    )
    known: list[str]
    unknown: list[str]
    unlocked: list[str]


class ProbeOut(BaseModel):
    """What is asked next."""

    lab: str
    why: str
    minutes: float
    decides: list[str]
    tries: int = Field(description="How often it was tried since the placement began, without a pass.")


class PlacementOut(BaseModel):
    """A placement as it stands."""

    running: bool
    enough: bool = Field(description="More probes would hardly tell more.")
    started: datetime
    claims: dict[str, bool]
    confidence: float = Field(description="Share of all states that is expected to be right.")
    steps: list[StepOut]
    probe: ProbeOut | None
    skills: dict[str, InferredOut]
