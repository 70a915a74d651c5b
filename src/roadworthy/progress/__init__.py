"""Evidence in; out comes how somebody stands with skills, stops and labs, and what to do next."""

from roadworthy.progress.labs import lab_states, locks
from roadworthy.progress.model import LabProgress, LabState, NextLab, SkillState, StopState, Suggestion
from roadworthy.progress.next_lab import next_lab
from roadworthy.progress.skills import skill_states
from roadworthy.progress.stops import stop_states

__all__ = [
    "LabProgress",
    "LabState",
    "NextLab",
    "SkillState",
    "StopState",
    "Suggestion",
    "lab_states",
    "locks",
    "next_lab",
    "skill_states",
    "stop_states",
]
