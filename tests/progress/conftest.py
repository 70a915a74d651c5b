from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.labs import Lab
from roadworthy.roadmap import Claim, Level, Roadmap, Section, Stop
from roadworthy.skills import Match, Skill, SkillKind
from roadworthy.storage import ClaimRecord, ClaimSource, EvidenceRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def lab(name: str, *skills: str, difficulty: int = 2, after: tuple[str, ...] = (), version: str = "v1") -> Lab:
    made = Lab(
        id=name,
        folder=Path("/nowhere") / name,
        topic="topic",
        title=f"The {name} lab",
        skills=skills,
        minutes=20,
        difficulty=difficulty,
        environment="python",
        components=(),
        edit=(),
        after=after,
        mutants={},
        hints=(),
        stand_in="",
        starter_may_pass=False,
    )
    vars(made)["hash"] = version  # else it is read from the folder, which this lab has none of
    return made


def by_id(*labs: Lab) -> dict[str, Lab]:
    return {each.id: each for each in labs}


def proof(skill: str, of: str, *, version: str = "v1", hours: int = 0) -> EvidenceRecord:
    return EvidenceRecord(f"attempt-{hours}", skill, of, version, "code", NOON + timedelta(hours=hours))


def stop(name: str, *children: Stop) -> Stop:
    return Stop(id=name, title=name.title(), level=Level.UNMARKED, line=1, children=children)


def road(**sections: Iterable[Stop]) -> Roadmap:
    return Roadmap(
        "Road",
        tuple(Section(id=name, title=name.title(), line=1, stops=tuple(stops)) for name, stops in sections.items()),
    )


def match(place: str, *skills: str) -> tuple[Match, ...]:
    return tuple(Match(place, skill, 1.0, "named so") for skill in skills)


def claim(stop: str, state: Claim) -> ClaimRecord:
    return ClaimRecord("road", stop, state, ClaimSource.CLICK, NOON)


def skill(name: str, *requires: str) -> Skill:
    return replace(Skill(name, name.title(), SkillKind.CONCEPT, "Area"), requires=requires)
