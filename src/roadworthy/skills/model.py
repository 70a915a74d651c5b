"""What a skill is, and what a match between a place on a roadmap and a skill is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        aliases: Every other name under which roadmaps write it; holds `common` and `vague` too.
        domains: Home-page prefixes without scheme and "www." ("redis.io", "github.com/pgvector/pgvector").
        requires: Ids of prerequisite skills.
        note: One or two sentences in our words: what being able to do this means.
        resources: Books and guides that teach it.
        common: Names that are ordinary words too ("Flask"): not believed where the headings speak of something else.
        vague: Names that say too little alone ("Queue"): believed only near a word of `context`.
        context: Words that tell that an ambiguous name means this skill.
        unlike: Words that tell that it does not.
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
    common: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A place on a roadmap (stop or section id) was recognised as a skill.

    `confidence` is 0..1; `reason` is a sentence for people ("named 'Redis', and redis.io is its home page").
    A place that names several skills ("Docker & Kubernetes") has a match for each.
    """

    place: str
    skill: str
    confidence: float
    reason: str
