"""Recognise the places of any roadmap as skills: by name, by link, and, for names that say too little, by what stands around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.roadmap import ResourceKind, Roadmap
from roadworthy.skills.believing import Belief, believe
from roadworthy.skills.index import Index, Name, Strength, index_of
from roadworthy.skills.links import Target, sounds_like_home_of
from roadworthy.skills.model import Match
from roadworthy.skills.names import key_of
from roadworthy.skills.surroundings import Place, places_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy.skills.catalogue import Catalogue
    from roadworthy.skills.readings import Reading

THRESHOLD = 0.6
"""Below this confidence nothing is matched."""

_NO_HOME = frozenset(
    {ResourceKind.BOOK, ResourceKind.VIDEO, ResourceKind.COURSE, ResourceKind.IMAGE, ResourceKind.GUIDE}
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A place, what its title may name, and where its links lead."""

    place: Place
    named: tuple[tuple[Reading, tuple[tuple[Name, ...], ...]], ...]
    targets: tuple[Target, ...]


def match_roadmap(roadmap: Roadmap, catalogue: Catalogue) -> tuple[Match, ...]:
    """Return the matches of all sections and stops, in source order.

    Names are compared folded (case, accents, plural, punctuation, versions and phrases such as "Learn ..." aside); a
    name that means other things too needs the headings, the neighbours or the link to agree. A link alone is enough
    when it leads to a skill's front door and the title names nothing. Linear in the number of places.
    """
    index = index_of(catalogue)
    seen = [_look(place, index) for place in places_of(roadmap)]
    for one in seen:
        _tell_neighbours(one)
    matches: list[Match] = []
    for one in seen:
        matches.extend(_decide(one, catalogue))
    return tuple(matches)


def _look(place: Place, index: Index) -> _Seen:
    links = (resource.url for resource in place.resources if resource.url and resource.kind not in _NO_HOME)
    targets = tuple(filter(None, map(index.domains.target, links)))
    return _Seen(place, index.named(place.title), targets)


def _tell_neighbours(seen: _Seen) -> None:
    """Let siblings and parent know which areas this place speaks of."""
    if not seen.named:
        return
    reading, parts = seen.named[0]
    linked = {target.skill for target in seen.targets}
    names = [name for part in parts for name in part]
    sure = [name for name in names if name.strength is Strength.PLAIN or name.skill.id in linked]
    if sure and reading.certainty > THRESHOLD:
        for area in {name.skill.area for name in sure}:
            seen.place.around.sure[area] += 1
    else:
        for area in {name.skill.area for name in names}:
            seen.place.around.maybe[area] += 1


def _decide(seen: _Seen, catalogue: Catalogue) -> Iterable[Match]:
    place = seen.place
    for reading, parts in seen.named:
        beliefs = [belief for part in parts if (belief := _best(part, seen, reading))]
        if beliefs and (len(beliefs) == len(parts) or not reading.every):
            found: dict[str, Match] = {}
            for belief in beliefs:
                confidence = round(min(belief.confidence * (1.0 if belief.linked else reading.certainty), 1.0), 3)
                if confidence >= THRESHOLD:
                    found.setdefault(belief.skill, Match(place.id, belief.skill, confidence, belief.reason))
            if found:
                return found.values()
    return _by_link_alone(seen, catalogue)


def _best(names: tuple[Name, ...], seen: _Seen, reading: Reading) -> Belief | None:
    """Return the belief in one of the skills that share a name; None if no one stands out."""
    beliefs = [belief for name in names if (belief := _believe(name, seen, reading))]
    if not beliefs:
        return None
    beliefs.sort(key=lambda belief: -belief.confidence)
    if len(beliefs) > 1 and beliefs[0].confidence - beliefs[1].confidence < 0.01:
        return None
    return beliefs[0]


def _believe(name: Name, seen: _Seen, reading: Reading) -> Belief | None:
    target = next((one for one in seen.targets if one.skill == name.skill.id), None)
    stranger = target is None and any(
        sounds_like_home_of(resource.url, key_of(name.text).replace(" ", ""))
        for resource in seen.place.resources
        if resource.url
    )
    return believe(name, seen.place, reading.rest, target, points_elsewhere=stranger)


def _by_link_alone(seen: _Seen, catalogue: Catalogue) -> Iterable[Match]:
    """Return a match for a title that names nothing we know, but whose only link is a skill's front door."""
    links = [one for one in seen.place.resources if one.url and one.kind is not ResourceKind.IMAGE]
    if len(links) == 1 and len(seen.targets) == 1 and seen.targets[0].front and not seen.named:
        target = seen.targets[0]
        title = catalogue[target.skill].title
        yield Match(seen.place.id, target.skill, 0.7, f"links to {target.domain}, the home page of {title}")
