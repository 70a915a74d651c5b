"""Roadmaps already read and matched, kept by the hash of their text: reading is slow, and a text never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.roadmap import Finding, Roadmap, Section, Stop, lint, read_roadmap
from roadworthy.skills import Catalogue, Coverage, Match, coverage, match_roadmap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roadworthy.labs import LabCatalogue

KEPT = 32
"""How many roadmaps are kept; a large one takes a few hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class ReadRoadmap:
    """A roadmap with all that follows from its text, the skill catalogue and the labs.

    Attributes:
        roadmap: The document, read.
        matches: All matches.
        matches_of: Place -> its matches, most confident first.
        coverage: How many stops have labs.
        findings: What reading and lint noticed, in line order.
        paths: Place -> the places that lead to it, from its section down to itself.
    """

    roadmap: Roadmap
    matches: tuple[Match, ...]
    matches_of: Mapping[str, tuple[Match, ...]]
    coverage: Coverage
    findings: tuple[Finding, ...]
    paths: Mapping[str, tuple[Section | Stop, ...]]

    def path_to(self, place: str) -> tuple[Section | Stop, ...]:
        """Return the way to a place, the place last; empty if there is no such place."""
        return self.paths.get(place, ())


class Reader:
    """Reads roadmaps, each text once."""

    def __init__(self, skills: Catalogue, labs: LabCatalogue) -> None:
        self._skills = skills
        self._proven = frozenset(skill for lab in labs.values() for skill in lab.skills)
        self._kept: OrderedDict[str, ReadRoadmap] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, sha256: str, text: Callable[[], bytes]) -> ReadRoadmap:
        """Return the roadmap whose text has this hash; `text` is asked for it only if it was not read yet."""
        with self._lock:
            if sha256 in self._kept:
                self._kept.move_to_end(sha256)
                return self._kept[sha256]
        read = self._read(text())
        with self._lock:
            self._kept[sha256] = read
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return read

    def _read(self, text: bytes) -> ReadRoadmap:
        roadmap = read_roadmap(text)
        matches = tuple(
            sorted(match_roadmap(roadmap, self._skills), key=lambda match: (match.place, -match.confidence))
        )
        matches_of: dict[str, tuple[Match, ...]] = {}
        for match in matches:
            matches_of[match.place] = (*matches_of.get(match.place, ()), match)
        findings = sorted(dict.fromkeys((*roadmap.findings, *lint(roadmap))), key=lambda finding: finding.line)
        return ReadRoadmap(
            roadmap=roadmap,
            matches=matches,
            matches_of=matches_of,
            coverage=coverage(roadmap, matches, self._proven),
            findings=tuple(findings),
            paths=_paths(roadmap),
        )


def _paths(roadmap: Roadmap) -> dict[str, tuple[Section | Stop, ...]]:
    paths: dict[str, tuple[Section | Stop, ...]] = {}
    for section in roadmap.sections:
        paths[section.id] = (section,)
        waiting: list[tuple[Stop, tuple[Section | Stop, ...]]] = [(stop, (section,)) for stop in section.stops]
        while waiting:
            stop, above = waiting.pop()
            paths[stop.id] = (*above, stop)
            waiting += [(child, paths[stop.id]) for child in stop.children]
    return paths
