"""People by skills: who can do what, what nobody can, and who could teach whom. From ledgers, exported or in a database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from roadworthy.errors import UsageError
from roadworthy.progress.exchange import entries, to_csv
from roadworthy.progress.kept import masteries
from roadworthy.progress.mastery import Basis, Rules, SkillMastery, Standing, mastery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from roadworthy.progress.document import LedgerData
    from roadworthy.roadmap import Roadmap
    from roadworthy.skills import Match
    from roadworthy.storage import LedgerEntry, Store


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
    return arranged({name: mastery(ledger, by, now=now) for name, ledger in ledgers.items()}, by, skills)


def arranged(
    people: Mapping[str, Mapping[str, SkillMastery]], by: Rules, skills: Sequence[str] | None = None
) -> Matrix:
    """Return who can do what, from what each can do: name -> skill -> mastery; all else as of `matrix`."""
    found = {
        name: {skill: each for skill, each in known.items() if each.standing is not Standing.UNPROVEN}
        for name, known in people.items()
    }
    able: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for name, known in found.items():
        for skill, each in known.items():
            if each.basis is Basis.LAB:  # it is proven; without a call for each of thousands
                able[skill].append((-each.confidence, name))
    proven = {skill: frozenset(name for _, name in those) for skill, those in able.items()}
    if skills is None:
        chosen = tuple(skill for skill in (*by.skills, *sorted(able.keys() - set(by.skills))) if skill in able)
    else:
        chosen = tuple(dict.fromkeys(skills))
    teachers = {skill: tuple(name for _, name in sorted(able.get(skill, ()))) for skill in chosen}
    requires = dict(by.ladder)
    lessons = [
        Lesson(skill, teachers[skill], _ready_first(skill, requires.get(skill, ()), found, proven))
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


def compare(
    documents: Mapping[str, LedgerData],
    by: Rules,
    *,
    road: tuple[Roadmap, Iterable[Match]] | None = None,
    now: datetime | None = None,
) -> Matrix:
    """Return who can do what, from exported ledgers.

    Args:
        documents: File name or path -> ledger.
        by: Of `rules`.
        road: A roadmap and its matches, to show its skills and what of them nobody can; None for all that are proven.
        now: UTC; left out, the present moment.

    Raises:
        UsageError: Two people are called the same.
    """
    people = {name: entries(document) for name, document in named_ledgers(documents).items()}
    return matrix(people, by, now=now or datetime.now(UTC), skills=road_skills(*road) if road else None)


def everybody(
    store: Store, by: Rules, *, road: tuple[Roadmap, Iterable[Match]] | None = None, now: datetime | None = None
) -> Matrix:
    """Return who can do what, of all who have attempted a lab in a database; other arguments as of `compare`."""
    known = masteries(store, store.learners(), by, now=now or datetime.now(UTC))
    return arranged(known, by, road_skills(*road) if road else None)


def _ready_first(
    skill: str, requires: Sequence[str], people: Iterable[str], proven: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """Return who has not proven a skill, those first who have proven all that it requires; else in their order."""
    lacking = [name for name in people if name not in proven[skill]]
    ready = set(lacking).intersection(*(proven.get(one, ()) for one in requires))
    return (*(name for name in lacking if name in ready), *(name for name in lacking if name not in ready))


def road_skills(roadmap: Roadmap, matches: Iterable[Match]) -> list[str]:
    """Return the ids of a roadmap's skills, in reading order."""
    places = (place for section in roadmap.sections for place in (section.id, *(stop.id for stop in section.walk())))
    order = {place: position for position, place in enumerate(places)}
    found = sorted(matches, key=lambda match: order.get(match.place, 0))
    return list(dict.fromkeys(match.skill for match in found))


def named_ledgers(documents: Mapping[str, LedgerData]) -> dict[str, LedgerData]:
    """Return name -> ledger: by the learner's name, or by that of the file where several learners have the same one.

    Args:
        documents: File name or path -> ledger.

    Raises:
        UsageError: Two are called the same all the same.
    """
    named = [document.learner for document in documents.values()]
    found: dict[str, LedgerData] = {}
    for path, document in documents.items():
        single = named.count(document.learner) == 1 and document.learner != "you"
        name = document.learner if single else PurePath(path).stem
        if name in found:
            raise UsageError(f"there are two people called {name!r}", where=path, hint="give the files different names")
        found[name] = document
    return found


def matrix_csv(made: Matrix) -> str:
    """Return a line for every person and skill of which something is known."""
    rows = [
        (name, skill, cell.standing.value, f"{cell.confidence:.3f}", _date(cell.passed), _date(cell.due))
        for name in made.people
        for skill in made.skills
        for cell in [made.cell(name, skill)]
        if cell.standing is not Standing.UNPROVEN
    ]
    return to_csv([("person", "skill", "standing", "confidence", "passed", "due"), *rows])


def _date(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
