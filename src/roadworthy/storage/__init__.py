"""What must not be lost: learners, roadmaps, claims, attempts, evidence. SQLite, or PostgreSQL for teams."""

from roadworthy.storage.errors import StorageError
from roadworthy.storage.ledger import Ledger, Others, moments
from roadworthy.storage.packaged import add_packaged_roadmaps
from roadworthy.storage.records import (
    AddedRoadmap,
    AttemptOrigin,
    AttemptRecord,
    ClaimRecord,
    ClaimSource,
    EvidenceRecord,
    ImportOutcome,
    LabHistory,
    LearnerRecord,
    LedgerEntry,
    Origin,
    PlacementRecord,
    PortableAttempt,
    ProbeNote,
    ProbeWord,
    RoadmapRecord,
)
from roadworthy.storage.store import Store, new_attempt_id, open_store
from roadworthy.storage.summaries import KeptSummary

__all__ = [
    "AddedRoadmap",
    "AttemptOrigin",
    "AttemptRecord",
    "ClaimRecord",
    "ClaimSource",
    "EvidenceRecord",
    "ImportOutcome",
    "KeptSummary",
    "LabHistory",
    "LearnerRecord",
    "Ledger",
    "LedgerEntry",
    "Origin",
    "Others",
    "PlacementRecord",
    "PortableAttempt",
    "ProbeNote",
    "ProbeWord",
    "RoadmapRecord",
    "StorageError",
    "Store",
    "add_packaged_roadmaps",
    "moments",
    "new_attempt_id",
    "open_store",
]
