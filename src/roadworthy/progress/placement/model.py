"""What placement asks, what it is told, and what it says. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Probe:
    """Something short that a learner can be asked to do, which tells of one skill or several.

    Attributes:
        id: Of the lab, or of the check.
        title: For people.
        skills: Ids of the skills that it tells of, its own first. A skill that placement does not know is ignored.
        minutes: How long it takes.
        per_check: True if each skill gets a result of its own; False if there is one verdict over all of them.
    """

    id: str
    title: str
    skills: tuple[str, ...]
    minutes: float
    per_check: bool = True


@dataclass(frozen=True, slots=True)
class ProbeChoice:
    """The probe to ask next.

    Attributes:
        probe: What to do.
        why: One sentence that says what it tells.
        minutes: How long it takes.
        decides: Ids of the skills of which it is expected to tell most, most first.
        gain: How many more skills' states are expected to be settled by its answer (variance, in skills).
    """

    probe: Probe
    why: str
    minutes: float
    decides: tuple[str, ...]
    gain: float


class Ground(StrEnum):
    """What an inferred state rests on, the strongest first."""

    TESTED = "tested"  # a probe had a check of this very skill
    IMPLIED = "implied"  # something that requires it was shown, or something that it requires was missing
    CLAIMED = "claimed"  # the learner says so, and nothing speaks against it
    LIKELY = "likely"  # people who answer like this mostly stand like that


@dataclass(frozen=True, slots=True)
class Inferred:
    """How somebody probably stands with a skill. Never evidence.

    Attributes:
        probability: That they have it; calibrated.
        known: True or False where that is probable enough to act on, or where its own check says so; None where it is open.
        ground: What it rests on.
        by: The skills whose results it was inferred from; empty for CLAIMED and LIKELY.
        probes: The probes those results came from.
    """

    probability: float
    known: bool | None
    ground: Ground
    by: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What the last answer changed: ids of skills, in the order of the catalogue.

    Attributes:
        known: Are now taken as known, and were not before.
        unknown: Are now taken as not known, and were not before.
        reopened: Were decided, and are open again.
        unlocked: Are not known, but everything they require now is: what could be learned next.
    """

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()
