"""What the store hands out: plain, immutable records that outlive any database session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from roadworthy.labs import Status, Verdict
    from roadworthy.roadmap import Claim


class Origin(StrEnum):
    """Where a roadmap came from."""

    PACKAGED = "packaged"  # came with Roadworthy
    PASTED = "pasted"
    UPLOADED = "uploaded"
    FETCHED = "fetched"  # from an address


class ClaimSource(StrEnum):
    """How a claim was made."""

    CLICK = "click"  # the learner said so here
    TICK = "tick"  # a ticked box of the document's task list


class AttemptOrigin(StrEnum):
    """How an attempt came into this database."""

    JUDGED = "judged"  # by the judge of this installation
    IMPORTED = "imported"  # from an exported ledger, whose word is taken


class ProbeWord(StrEnum):
    """What a learner says of a probe of their placement, instead of doing it."""

    CANNOT = "cannot"  # they cannot do it; as good as a failure
    LATER = "later"  # something else shall be asked; says nothing of what they can


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """Somebody who learns; `created` is UTC."""

    id: int
    name: str
    created: datetime


@dataclass(frozen=True, slots=True)
class RoadmapRecord:
    """The current version of a stored roadmap.

    Attributes:
        slug: Its name in addresses, unique.
        title: For people.
        version: 1 for the first text stored under the slug; every earlier text is kept.
        sha256: Of the text's UTF-8 bytes, hex.
        origin: Where this version came from.
        address: The address it was fetched from, or "".
        added: When this version was stored, UTC.
    """

    slug: str
    title: str
    version: int
    sha256: str
    origin: Origin
    address: str
    added: datetime


@dataclass(frozen=True, slots=True)
class AddedRoadmap:
    """What adding a roadmap did.

    Attributes:
        record: The version that is current now.
        changed: False if this very text was already the current version of the slug.
        carried: Old stop id -> new stop id, of claims that followed a renamed or moved stop.
        kept: Ids of claimed stops that the new version lacks; their claims are kept.
    """

    record: RoadmapRecord
    changed: bool
    carried: dict[str, str]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """What a learner says of a stop; a claim is never evidence. `at` is UTC."""

    roadmap: str
    stop: str
    state: Claim
    source: ClaimSource
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One judged submission, as recorded; `started` is UTC, `seconds` is wall time.

    `submission_hash` names the stored files (`Store.submission_files`). `environment_hash` names the packages, the Python
    and the platform that it was judged with; "" if it was recorded before that was kept, or there was none.
    """

    id: str
    learner: str
    lab: str
    lab_hash: str
    submission_hash: str
    status: Status
    verdict: Verdict
    seed: int
    started: datetime
    seconds: float
    environment_hash: str = ""
    origin: AttemptOrigin = AttemptOrigin.JUDGED


class LedgerEntry(NamedTuple):
    """One attempt, as far as mastery is computed from it. A tuple, because there are thousands of them a learner.

    Attributes:
        lab: Id of the lab.
        started: UTC.
        status: How it ended.
        attempt: Id of a passed attempt; "" of any other, as are the next three.
        lab_hash: Which version of the lab was passed.
        submission_hash: Which code passed it.
        skills: What it proves, sorted.
    """

    lab: str
    started: datetime
    status: Status
    attempt: str = ""
    lab_hash: str = ""
    submission_hash: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortableAttempt:
    """An attempt with all that another database needs to keep it.

    Attributes:
        record: The attempt; its learner and origin are those of the database that it is in.
        skills: What it proves, sorted; empty unless it passed.
        proven_at: When that was recorded, UTC; None if it proves nothing.
    """

    record: AttemptRecord
    skills: tuple[str, ...] = ()
    proven_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: how many attempts it added, how many were there already, and which skills the new ones prove."""

    added: int
    known: int
    skills: tuple[str, ...]


LabHistory = tuple[tuple["datetime", "Status"], ...]
"""When somebody attempted a lab and how it ended, oldest first."""


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """A skill was proven by a passed attempt, with the hashes of the lab and of the code; `at` is UTC."""

    attempt: str
    skill: str
    lab: str
    lab_hash: str
    submission_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProbeNote:
    """A learner said something of a probe (a lab's id); `at` is UTC."""

    probe: str
    word: ProbeWord
    at: datetime


@dataclass(frozen=True, slots=True)
class PlacementRecord:
    """A placement, as far as it is not in the ledger.

    Attributes:
        id: Its number.
        seed: What its chance comes from.
        claims: Skill -> what the learner said of it when it began; empty if they said nothing.
        started: UTC.
        ended: When the learner stopped it, UTC; None if they did not.
        notes: What they said of probes, oldest first.
    """

    id: int
    seed: int
    claims: Mapping[str, bool]
    started: datetime
    ended: datetime | None
    notes: tuple[ProbeNote, ...] = ()
