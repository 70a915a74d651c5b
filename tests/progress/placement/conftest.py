from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from roadworthy.progress import Probe
from roadworthy.skills import Skill, SkillKind


def skill(name: str, *requires: str, area: str = "Area") -> Skill:
    return replace(Skill(name, name.upper(), SkillKind.CONCEPT, area), requires=requires)


def by_id(*skills: Skill) -> dict[str, Skill]:
    return {each.id: each for each in skills}


def chain(length: int) -> dict[str, Skill]:
    """Return s0 <- s1 <- s2 ..., each requiring the one before."""
    return by_id(*(skill(f"s{at}", *([f"s{at - 1}"] if at else [])) for at in range(length)))


def checks(*skills: str, minutes: float = 10, per_check: bool = True, name: str = "") -> Probe:
    return Probe(name or "probe-" + "-".join(skills), "A probe", skills, minutes, per_check)


@st.composite
def catalogues(draw: Any) -> dict[str, Skill]:
    """Draw up to nine skills in up to three areas, each requiring up to three earlier ones."""
    made: list[Skill] = []
    for at in range(draw(st.integers(1, 9))):
        requires = draw(st.lists(st.integers(0, at - 1), max_size=3, unique=True)) if at else []
        made.append(skill(f"s{at}", *(f"s{one}" for one in requires), area=draw(st.sampled_from("XYZ"))))
    return by_id(*made)


@st.composite
def probes(draw: Any, skills: dict[str, Skill]) -> list[Probe]:
    """Draw up to five probes of up to three skills each."""
    names = st.lists(st.sampled_from(sorted(skills)), min_size=1, max_size=3, unique=True)
    return [
        checks(*draw(names), minutes=draw(st.integers(1, 60)), per_check=draw(st.booleans()), name=f"probe {at}")
        for at in range(draw(st.integers(0, 5)))
    ]


claims = st.dictionaries(st.sampled_from([f"s{at}" for at in range(9)]), st.sampled_from([True, False, None]))
