"""What a skill is, and what a match between a place on a roadmap and a skill is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from roadworthy.roadmap import Resource


class SkillKind(StrEnum):
    """What sort of thing is known."""

    CONCEPT = "concept"
    LIBRARY = "library"
    TOOL = "tool"
    SERVER = "server"
    SERVICE = "service"  # somebody else's, over the network
    CLOUD = "cloud"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Skill:
    """A catalogue entry.

    Attributes:
        id: Stable slug ("postgresql-indexes").
        title: For people.
        kind: What sort of thing it is.
        area: Heading it is listed under in the catalogue ("Databases").
        aliases: Other names under which roadmaps write it.
        domains: Home-page prefixes without scheme ("redis.io", "github.com/pgvector/pgvector").
        requires: Ids of prerequisite skills.
        note: One or two sentences in our words: what being able to do this means.
        resources: Books and guides that teach it.
    """

    id: str
    title: str
    kind: SkillKind
    area: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    note: str = ""
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A place on a roadmap (stop or section id) was recognised as a skill.

    `confidence` is 0..1; `reason` is a sentence for people ("named 'Redis', and redis.io is its home page").
    """

    place: str
    skill: str
    confidence: float
    reason: str
