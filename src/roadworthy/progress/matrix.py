"""People by skills: who can do what, what nobody can, and who could teach whom. From ledgers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.progress.mastery import Rules, SkillMastery, Standing, mastery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from roadworthy.storage import LedgerEntry

_UNKNOWN = SkillMastery("")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A skill that somebody could teach.

    Attributes:
        skill: Its id.
        teachers: Who has proven it, the surest first.
        learners: Who has not; those who have proven all of its prerequisites come first.
    """

    skill: str
    teachers: tuple[str, ...]
    learners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """People by skills.

    Attributes:
        people: Names, in the order given.
        skills: Ids: those of the roadmap in its order, or, without one, every skill that anybody has proven.
        cells: Person -> skill -> mastery, of what is not unproven.
        gaps: Ids of skills that nobody has proven.
        single: Ids of skills that exactly one person has proven, with that person's name.
        lessons: Skills that some have proven and others have not; what most people lack comes first.
    """

    people: tuple[str, ...]
    skills: tuple[str, ...]
    cells: Mapping[str, Mapping[str, SkillMastery]]
    gaps: tuple[str, ...]
    single: tuple[tuple[str, str], ...]
    lessons: tuple[Lesson, ...]

    def cell(self, person: str, skill: str) -> SkillMastery:
        """Return how a person stands with a skill."""
        return self.cells[person].get(skill) or SkillMastery(skill)


def matrix(
    ledgers: Mapping[str, Iterable[LedgerEntry]],
    by: Rules,
    *,
    now: datetime,
    skills: Sequence[str] | None = None,
) -> Matrix:
    """Return who can do what.

    Args:
        ledgers: Name -> ledger.
        by: Of `rules`.
        now: UTC.
        skills: Ids of a roadmap's skills in its order; None means every skill that anybody has proven.
    """
    found = {
        name: {
            skill: each
            for skill, each in mastery(ledger, by, now=now).items()
            if each.standing is not Standing.UNPROVEN
        }
        for name, ledger in ledgers.items()
    }
    able: dict[str, list[tuple[float, str]]] = {}
    for name, known in found.items():
        for skill, each in known.items():
            if each.proven:
                able.setdefault(skill, []).append((-each.confidence, name))
    if skills is None:
        chosen = tuple(skill for skill in (*by.skills, *sorted(able.keys() - set(by.skills))) if skill in able)
    else:
        chosen = tuple(dict.fromkeys(skills))
    teachers = {skill: tuple(name for _, name in sorted(able.get(skill, ()))) for skill in chosen}
    requires = dict(by.ladder)
    lessons = [
        Lesson(skill, teachers[skill], _ready_first(requires.get(skill, ()), found, teachers[skill]))
        for skill in chosen
        if 0 < len(teachers[skill]) < len(found)
    ]
    order = {skill: position for position, skill in enumerate(chosen)}
    return Matrix(
        tuple(found),
        chosen,
        found,
        tuple(skill for skill in chosen if not teachers[skill]),
        tuple((skill, teachers[skill][0]) for skill in chosen if len(teachers[skill]) == 1),
        tuple(sorted(lessons, key=lambda lesson: (-len(lesson.learners), order[lesson.skill]))),
    )


def _ready_first(
    requires: Sequence[str], found: Mapping[str, Mapping[str, SkillMastery]], able: Sequence[str]
) -> tuple[str, ...]:
    """Return who has not proven a skill, those first who have proven all that it requires; else in their order."""
    lacking = [name for name in found if name not in set(able)]
    return tuple(sorted(lacking, key=lambda name: not all(found[name].get(one, _UNKNOWN).proven for one in requires)))
