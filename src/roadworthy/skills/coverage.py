"""How much of a roadmap can be practised: which of its stops have a lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from roadworthy.roadmap import Roadmap
    from roadworthy.skills.model import Match


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many stops of a roadmap have a lab ("38 of 52").

    Attributes:
        stops: How many stops were recognised as a skill.
        with_labs: How many of those are proven by a lab.
        missing: Ids of the stops that were recognised and have no lab, in source order.
        unknown: Ids of the stops that were not recognised as a skill, in source order; they are not in `stops`.
    """

    stops: int
    with_labs: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.with_labs} of {self.stops} stops have labs"


def coverage(roadmap: Roadmap, matches: Iterable[Match], proven: Collection[str]) -> Coverage:
    """Count the stops that have labs.

    A stop counts when it was matched to a skill, and has a lab when one of its skills is in `proven`. Stops that
    were not recognised (a sub-heading, a place only this roadmap has) are listed and left out of the count: no lab
    could ever cover them. Sections do not count; their stops do.

    Args:
        roadmap: The roadmap.
        matches: Its matches.
        proven: Ids of the skills that at least one lab proves.
    """
    skills: dict[str, set[str]] = {}
    for match in matches:
        skills.setdefault(match.place, set()).add(match.skill)
    proven = frozenset(proven)
    covered = 0
    missing: list[str] = []
    unknown: list[str] = []
    for stop in roadmap.walk():
        if stop.id not in skills:
            unknown.append(stop.id)
        elif skills[stop.id].isdisjoint(proven):
            missing.append(stop.id)
        else:
            covered += 1
    return Coverage(covered + len(missing), covered, tuple(missing), tuple(unknown))
