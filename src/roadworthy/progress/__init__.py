"""Evidence in; out comes how somebody stands with skills, stops and labs, and what to do next."""

from roadworthy.progress.canonical import as_data, canonical_bytes
from roadworthy.progress.labs import lab_states, locks
from roadworthy.progress.mastery import RETENTION, Basis, Rules, SkillMastery, Standing, mastery, rules
from roadworthy.progress.memory import Memory
from roadworthy.progress.model import LabProgress, LabState, NextLab, SkillState, StopState, Suggestion
from roadworthy.progress.next_lab import next_lab
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
from roadworthy.progress.skills import skill_states
from roadworthy.progress.stops import stop_states

__all__ = [
    "RETENTION",
    "Basis",
    "Change",
    "Ground",
    "Inferred",
    "LabProgress",
    "LabState",
    "Memory",
    "NextLab",
    "Placement",
    "Probe",
    "ProbeChoice",
    "Rules",
    "SkillMastery",
    "SkillState",
    "Standing",
    "StopState",
    "Suggestion",
    "as_data",
    "canonical_bytes",
    "lab_states",
    "locks",
    "mastery",
    "next_lab",
    "probes_of",
    "rules",
    "skill_states",
    "stop_states",
    "within_reach",
]
