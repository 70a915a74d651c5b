"""What stands around a place on a roadmap: the headings above it, its own prose, and its neighbours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from roadworthy.skills.names import Tokens, tokens_of
from roadworthy.skills.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadworthy.roadmap import Resource, Roadmap

Grams = frozenset[Tokens]
_LONGEST_PHRASE = 4
_DEEPEST = 8  # headings further away say nothing, and would make deep documents slow


@lru_cache(maxsize=16384)
def grams_of(text: str) -> Grams:
    """Return every run of up to four folded words of a text, so that phrases are found by set operations."""
    return grams(tokens_of(text))


def grams(tokens: Tokens) -> Grams:
    """Return every run of up to four words."""
    return frozenset(
        tokens[start : start + length]
        for length in range(1, _LONGEST_PHRASE + 1)
        for start in range(len(tokens) - length + 1)
    )


@dataclass(slots=True)
class Neighbourhood:
    """The places under one parent: which areas their names speak of."""

    sure: Counter[str] = field(default_factory=Counter)  # area -> places that are surely a skill of it
    maybe: Counter[str] = field(default_factory=Counter)  # area -> places that may be one


@dataclass(frozen=True, slots=True)
class Place:
    """A section or stop with what stands around it.

    `headings` are the titles above it, the nearest first, up to the section; `around` are its siblings, `inside`
    its children.
    """

    id: str
    title: str
    resources: tuple[Resource, ...]
    note: str
    headings: tuple[str, ...]
    document: str
    around: Neighbourhood
    inside: Neighbourhood


def places_of(roadmap: Roadmap) -> Iterator[Place]:
    """Yield sections and stops in source order; however deep they nest."""
    sections = Neighbourhood()
    for section in roadmap.sections:
        inside = Neighbourhood()
        headings: tuple[str, ...] = (section.title,) if section.title else ()
        yield Place(section.id, section.title, section.resources, section.note, (), roadmap.title, sections, inside)
        todo = [(stop, headings, inside) for stop in reversed(section.stops)]
        while todo:
            stop, above, around = todo.pop()
            own = Neighbourhood()
            yield Place(stop.id, stop.title, stop.resources, stop.note, above, roadmap.title, around, own)
            below = (stop.title, *above[: _DEEPEST - 1])
            todo.extend((child, below, own) for child in reversed(stop.children))


@lru_cache(maxsize=8192)
def leaning(heading: str) -> str:
    """Return what a heading speaks of: "software", "elsewhere", "neutral" or "unknown"."""
    found = grams_of(heading)
    lists = words()
    if not found.isdisjoint(lists.elsewhere):
        return "elsewhere"
    if not found.isdisjoint(lists.software):
        return "software"
    telling = [
        token for token in tokens_of(heading) if token not in lists.neutral and token.isascii() and token.isalpha()
    ]
    return "unknown" if telling else "neutral"


@lru_cache(maxsize=8192)
def speaks_of_another_language(text: str) -> bool:
    """Tell whether a heading names a language or platform that is not Python's."""
    found = grams_of(text)
    if ("python",) in found:
        return False
    hits = found & words().other_languages
    return bool(hits - {("go",), ("c",)}) or (bool(hits) and len(tokens_of(text)) <= 2)
