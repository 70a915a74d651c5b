"""The skill catalogue, and matching the places of any roadmap to it."""

from roadworthy.skills.model import Match, Skill, SkillKind

__all__ = ["Match", "Skill", "SkillKind"]
