"""Names and domains of a catalogue, indexed once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from roadworthy.skills.links import DomainIndex
from roadworthy.skills.names import Tokens, key_of, tokens_of
from roadworthy.skills.readings import Reading, readings_of

if TYPE_CHECKING:
    from roadworthy.skills.catalogue import Catalogue
    from roadworthy.skills.model import Skill


class Strength(IntEnum):
    """How much a name says on its own."""

    VAGUE = 0
    COMMON = 1
    PLAIN = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a skill."""

    skill: Skill
    text: str
    strength: Strength
    is_title: bool
    context: frozenset[Tokens]
    unlike: frozenset[Tokens]

    @property
    def python_only(self) -> bool:
        """Tell whether the name means this skill in Python's world only, and others use it for their own thing."""
        return ("python",) in self.context


class Index:
    """Finds the names that a title may hold, and the skill that a link points to."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.domains = DomainIndex(catalogue.values())
        self._names: dict[str, tuple[Name, ...]] = {}
        self._unspaced: dict[str, tuple[Name, ...]] = {}  # "Mongo DB" is MongoDB, but "unit test" is not unittest
        for skill in catalogue.values():
            context = frozenset(filter(None, map(tokens_of, skill.context)))
            unlike = frozenset(filter(None, map(tokens_of, skill.unlike)))
            strengths = dict.fromkeys(map(key_of, skill.common), Strength.COMMON)
            strengths.update(dict.fromkeys(map(key_of, skill.vague), Strength.VAGUE))
            for text in dict.fromkeys((skill.title, *skill.aliases)):
                key = key_of(text)
                held = self._names.get(key, ())
                if all(name.skill is not skill for name in held):
                    strength = strengths.get(key, Strength.PLAIN)
                    name = Name(skill, text, strength, text == skill.title, context, unlike)
                    self._names[key] = (*held, name)
        for key, held in self._names.items():
            unspaced = key.replace(" ", "")
            self._unspaced[unspaced] = (*self._unspaced.get(unspaced, ()), *held)
        self._known: dict[str, tuple[tuple[Reading, tuple[tuple[Name, ...], ...]], ...]] = {}

    def _find(self, part: Tokens) -> tuple[Name, ...]:
        return self._names.get(" ".join(part)) or self._unspaced.get("".join(part), ())

    def named(self, title: str) -> tuple[tuple[Reading, tuple[tuple[Name, ...], ...]], ...]:
        """Return the readings of a title that hold a known name, with the names for each of their parts."""
        known = self._known.get(title)
        if known is None:
            if len(self._known) > 50_000:
                self._known.clear()
            found = ((reading, tuple(self._find(part) for part in reading.parts)) for reading in readings_of(title))
            known = tuple((reading, parts) for reading, parts in found if (all(parts) if reading.every else any(parts)))
            self._known[title] = known
        return known


@lru_cache(maxsize=4)
def index_of(catalogue: Catalogue) -> Index:
    """Return the index of a catalogue, built at its first use."""
    return Index(catalogue)
