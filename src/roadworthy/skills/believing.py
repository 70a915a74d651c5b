"""How far a name at a place is believed to mean a skill, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.skills.index import Name, Strength
from roadworthy.skills.surroundings import Place, grams, grams_of, leaning, speaks_of_another_language
from roadworthy.skills.words import words

if TYPE_CHECKING:
    from roadworthy.skills.links import Target
    from roadworthy.skills.names import Tokens

# Nearness of the heading that settles a name -> confidence.
_BY_HEADING = (0.95, 0.91, 0.87, 0.84)


@dataclass(frozen=True, slots=True)
class Belief:
    """A name is believed to mean a skill."""

    skill: str
    confidence: float
    reason: str
    linked: bool = False


def believe(name: Name, place: Place, rest: Tokens, target: Target | None, *, points_elsewhere: bool) -> Belief | None:
    """Return the belief that a name, found in the title of a place, means its skill; None if it is not believed.

    Args:
        name: The name found.
        place: Where.
        rest: What the title says besides.
        target: The link of the place to this skill, if it has one.
        points_elsewhere: A link leads to a host that carries the name and is not the skill's.
    """
    called = f"named {name.text!r}" if name.is_title else f"{name.text!r} is a name of {name.skill.title}"
    if target:
        return Belief(name.skill.id, 0.99, f"{called}, and links to {target.domain}", linked=True)
    if name.strength is Strength.PLAIN:
        return Belief(name.skill.id, 0.97 if name.is_title else 0.95, called)
    if _in_another_world(name, place, rest):
        return None
    support, why = _support(name, place)
    against = _against(name, place, rest)
    if against is not None and (support is None or against <= support):
        return None
    if support is not None:
        return Belief(name.skill.id, _BY_HEADING[min(support, len(_BY_HEADING) - 1)], f"{called}, {why}")
    if points_elsewhere:
        return None
    near = _by_neighbours(name, place)
    if near:
        return Belief(name.skill.id, near[0], f"{called}, {near[1]}")
    if name.strength is Strength.COMMON:
        confidence, why = _in_passing(place)
        if confidence:
            return Belief(name.skill.id, confidence, f"{called}, {why}")
    return None


def _in_another_world(name: Name, place: Place, rest: Tokens) -> bool:
    """Tell whether Java or CSS is spoken of, where the name means something else than in Python."""
    if not name.python_only:
        return False
    above = (*place.headings, place.document)
    if any(("python",) in grams_of(heading) for heading in above):
        return any(speaks_of_another_language(heading) for heading in place.headings[:1]) or _names_language(rest)
    return any(speaks_of_another_language(heading) for heading in above) or _names_language(rest)


def _names_language(rest: Tokens) -> bool:
    return not grams(rest).isdisjoint(words().other_languages)


def _support(name: Name, place: Place) -> tuple[int | None, str]:
    """Return how near the nearest heading is that speaks of the skill (0 is the nearest), and a phrase for people."""
    for distance, heading in enumerate(place.headings):
        if not grams_of(heading).isdisjoint(name.context):
            return distance, f"under {heading!r}"
    if place.note and not grams_of(place.note[:400]).isdisjoint(name.context):
        return len(place.headings) + 1, "as its note says"
    return None, ""


def _against(name: Name, place: Place, rest: Tokens) -> int | None:
    """Return how near the nearest words are that speak of something else."""
    if rest:
        beside = grams(rest)
        if not beside.isdisjoint(name.unlike) or not beside.isdisjoint(words().elsewhere):
            return 0
    for distance, heading in enumerate((*place.headings, place.document)):
        if not grams_of(heading).isdisjoint(name.unlike) or leaning(heading) == "elsewhere":
            return distance
    return None


def _by_neighbours(name: Name, place: Place) -> tuple[float, str] | None:
    area = name.skill.area
    if place.inside.sure[area]:
        return 0.86, f"with more of {area.casefold()} inside"
    if place.around.sure[area]:
        return 0.84, f"beside others of {area.casefold()}"
    if place.around.maybe[area] + place.inside.maybe[area] >= 3:
        return 0.7, f"among names of {area.casefold()}"
    return None


def _in_passing(place: Place) -> tuple[float, str]:
    """Return the confidence in a common name under headings that do not speak of the skill itself."""
    unknown = False
    for heading in place.headings:
        speaks = leaning(heading)
        if speaks == "software":
            return 0.88, f"under {heading!r}"
        unknown = unknown or speaks == "unknown"
    if place.around.sure or place.inside.sure:
        return 0.82, "beside others that are surely meant"
    return (0.0, "") if unknown else (0.74, "and nothing around it says otherwise")
