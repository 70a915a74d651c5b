"""The skill catalogue, and matching the places of any roadmap to it."""

from roadworthy.skills.catalogue import Catalogue
from roadworthy.skills.coverage import Coverage, coverage
from roadworthy.skills.loading import load_catalogue
from roadworthy.skills.matching import THRESHOLD, match_roadmap
from roadworthy.skills.model import Match, Skill, SkillKind

__all__ = [
    "THRESHOLD",
    "Catalogue",
    "Coverage",
    "Match",
    "Skill",
    "SkillKind",
    "coverage",
    "load_catalogue",
    "match_roadmap",
]
