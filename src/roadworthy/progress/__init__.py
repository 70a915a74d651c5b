"""Evidence in; out comes how somebody stands with skills, stops and labs, and what to do next."""

from roadworthy.progress.activity import Day, activity
from roadworthy.progress.canonical import as_data, canonical_bytes
from roadworthy.progress.document import LedgerData, read_document
from roadworthy.progress.exchange import entries, export_csv, export_json, import_ledger, to_csv
from roadworthy.progress.forecast import WeekLoad, forecast
from roadworthy.progress.kept import masteries
from roadworthy.progress.labs import lab_states, locks, why_locked
from roadworthy.progress.mastery import RETENTION, Basis, Rules, SkillMastery, Standing, mastery, rules
from roadworthy.progress.matrix import (
    Lesson,
    Matrix,
    arranged,
    compare,
    everybody,
    matrix,
    matrix_csv,
    named_ledgers,
    road_skills,
)
from roadworthy.progress.memory import Memory
from roadworthy.progress.model import LabProgress, LabState, Lock, NextLab, SkillState, StopState, Suggestion
from roadworthy.progress.next_lab import next_lab, with_estimates
from roadworthy.progress.overview import Overview
from roadworthy.progress.placement import (
    Change,
    Ground,
    Inferred,
    Placement,
    Probe,
    ProbeChoice,
    probes_of,
    within_reach,
)
from roadworthy.progress.placing import (
    Placed,
    ProbeOutcome,
    Step,
    because,
    claimable,
    claims_from,
    place,
    placement_skills,
    what_it_told,
)
from roadworthy.progress.reached import attempts_that_tell
from roadworthy.progress.review import (
    ReviewKind,
    ReviewTask,
    choose,
    due_reviews,
    review_lab,
    review_reason,
    review_variant,
)
from roadworthy.progress.skills import skill_states, with_mastery
from roadworthy.progress.stops import stop_states
from roadworthy.progress.timing import Estimate, EstimateSource, estimates

__all__ = [
    "RETENTION",
    "Basis",
    "Change",
    "Day",
    "Estimate",
    "EstimateSource",
    "Ground",
    "Inferred",
    "LabProgress",
    "LabState",
    "LedgerData",
    "Lesson",
    "Lock",
    "Matrix",
    "Memory",
    "NextLab",
    "Overview",
    "Placed",
    "Placement",
    "Probe",
    "ProbeChoice",
    "ProbeOutcome",
    "ReviewKind",
    "ReviewTask",
    "Rules",
    "SkillMastery",
    "SkillState",
    "Standing",
    "Step",
    "StopState",
    "Suggestion",
    "WeekLoad",
    "activity",
    "arranged",
    "as_data",
    "attempts_that_tell",
    "because",
    "canonical_bytes",
    "choose",
    "claimable",
    "claims_from",
    "compare",
    "due_reviews",
    "entries",
    "estimates",
    "everybody",
    "export_csv",
    "export_json",
    "forecast",
    "import_ledger",
    "lab_states",
    "locks",
    "masteries",
    "mastery",
    "matrix",
    "matrix_csv",
    "named_ledgers",
    "next_lab",
    "place",
    "placement_skills",
    "probes_of",
    "read_document",
    "review_lab",
    "review_reason",
    "review_variant",
    "road_skills",
    "rules",
    "skill_states",
    "stop_states",
    "to_csv",
    "what_it_told",
    "why_locked",
    "with_estimates",
    "with_mastery",
    "within_reach",
]
