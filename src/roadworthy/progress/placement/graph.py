"""The skills as arrays: who requires whom, in the order and grouping that make a sweep over all states quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from roadworthy.skills import Skill

Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"
Bools: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"
Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.intp]]"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that may change at the same time: none requires another, and nothing requires two of them.

    Attributes:
        rows: (g,) the rows.
        kids: (e,) rows that require one of `rows`, those of the same row side by side.
        owner: (e,) position in `rows` that each of `kids` requires.
        sums: (g, e) 1 where a row owns a kid: the product with it sums over each row's kids.
    """

    rows: Ints
    kids: Ints
    owner: Ints
    sums: Floats


@dataclass(frozen=True)
class Graph:
    """The skills, and after them one row for each set of skills that is judged as a whole.

    A row of the latter kind is known to nobody; it is ready (everything it requires is known) where the verdict
    over the set should be a pass. So a verdict on the whole is handled like a skill that nobody has.

    Attributes:
        ids: Skill of each row, areas side by side.
        row: Skill -> row.
        sets: Set of skill rows -> its row.
        requires: Rows that each row requires directly.
        levels: Rows so that each level requires earlier levels only.
        groups: Rows that may change together; each skill is in one.
        area: (skills,) number of the area of each skill.
        area_sums: (areas, skills) 1 where an area holds a skill: the product with it sums over each area.
        above: (skills, skills) True at [i, j] if i requires j, directly or not, and where i is j.
    """

    ids: tuple[str, ...]
    row: Mapping[str, int]
    sets: Mapping[frozenset[int], int]
    requires: tuple[tuple[int, ...], ...]
    levels: tuple[Ints, ...]
    groups: tuple[Group, ...]
    area: Ints
    area_sums: Floats
    above: Bools

    @property
    def skills(self) -> int:
        """Return the number of skills."""
        return len(self.ids)

    @property
    def rows(self) -> int:
        """Return the number of rows: skills and sets."""
        return len(self.requires)


def compile_graph(skills: Mapping[str, Skill], wholes: Sequence[frozenset[str]] = ()) -> Graph:
    """Return the graph of some skills.

    Args:
        skills: By id. What they require outside of the mapping does not count.
        wholes: Sets of skills that probes judge as a whole; sets of fewer than two known skills are left out.

    Raises:
        graphlib.CycleError: A skill requires itself.
    """
    areas: dict[str, list[str]] = defaultdict(list)
    for skill in skills.values():
        areas[skill.area].append(skill.id)
    ids = tuple(chain.from_iterable(areas.values()))
    row = {skill: number for number, skill in enumerate(ids)}
    requires = [tuple(dict.fromkeys(row[one] for one in skills[skill].requires if one in row)) for skill in ids]
    sets: dict[frozenset[int], int] = {}
    for whole in wholes:
        rows = frozenset(row[skill] for skill in whole if skill in row)
        if len(rows) > 1 and rows not in sets:
            sets[rows] = len(requires)
            requires.append(tuple(sorted(rows)))
    order = list(TopologicalSorter(dict(enumerate(requires))).static_order())
    area = np.repeat(np.arange(len(areas)), [len(members) for members in areas.values()])
    return Graph(
        ids,
        row,
        sets,
        tuple(requires),
        _levels(requires, order, len(ids)),
        tuple(_groups(requires, len(ids))),
        area,
        (area == np.arange(len(areas))[:, None]).astype(np.float32),
        _above(requires, order, len(ids)),
    )


def _levels(requires: Sequence[Sequence[int]], order: Sequence[int], skills: int) -> tuple[Ints, ...]:
    depth: dict[int, int] = {}
    for node in order:
        depth[node] = 1 + max((depth[one] for one in requires[node]), default=-1)
    found: dict[int, list[int]] = defaultdict(list)
    for node in range(skills):
        found[depth[node]].append(node)
    return tuple(np.array(found[level], dtype=np.intp) for level in sorted(found))


def _above(requires: Sequence[Sequence[int]], order: Sequence[int], skills: int) -> Bools:
    above = np.eye(skills, dtype=np.bool_)
    for node in order:
        if node < skills:
            for one in requires[node]:
                above[node] |= above[one]
    return above


def _groups(requires: Sequence[Sequence[int]], skills: int) -> Iterator[Group]:
    """Colour the skills greedily, the most entangled first."""
    entangled: dict[int, set[int]] = defaultdict(set)
    kids: dict[int, list[int]] = defaultdict(list)
    for node, needed in enumerate(requires):
        for one in needed:
            kids[one].append(node)
            entangled[one].add(node)
            entangled[node].add(one)
        for one, other in combinations(needed, 2):
            entangled[one].add(other)
            entangled[other].add(one)
    colour: dict[int, int] = {}
    members: dict[int, list[int]] = defaultdict(list)
    for node in sorted(range(skills), key=lambda node: (-len(entangled[node]), node)):
        taken = {colour[other] for other in entangled[node] if other in colour}
        colour[node] = next(number for number in range(skills) if number not in taken)
        members[colour[node]].append(node)
    for number in sorted(members):
        rows = sorted(members[number])
        owner = np.repeat(np.arange(len(rows)), [len(kids[node]) for node in rows])
        yield Group(
            np.array(rows, dtype=np.intp),
            np.array([kid for node in rows for kid in kids[node]], dtype=np.intp),
            owner,
            (owner == np.arange(len(rows))[:, None]).astype(np.float32),
        )
