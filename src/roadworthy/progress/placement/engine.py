"""The inference behind a placement: skills, claims and answers by name go in, shares of particles come out.

Everything that needs numpy is on this side, so that commands that place nobody do not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]  # it has no types

from roadworthy.progress.placement.choosing import Prospect, Question, best_question
from roadworthy.progress.placement.graph import compile_graph
from roadworthy.progress.placement.learning import take_in, take_in_claims
from roadworthy.progress.placement.model import Probe
from roadworthy.progress.placement.moves import Told
from roadworthy.progress.placement.particles import draw
from roadworthy.progress.placement.world import Assumptions, make_world

if TYPE_CHECKING:
    from roadworthy.skills import Skill

PARTICLES = 600


@cache
def _pools() -> ThreadpoolController:
    """Return what limits numpy's threads: its products are so small here that handing them out costs most of the time."""
    return ThreadpoolController()


class Engine:
    """What is believed of one learner. The same calls in the same order give the same beliefs.

    Attributes:
        graph: The skills as rows.
        particles: How many states are kept.
    """

    def __init__(
        self,
        skills: Mapping[str, Skill],
        probes: Sequence[Probe],
        claims: Mapping[str, bool],
        population: Mapping[str, float],
        *,
        seed: int,
        believed: Assumptions | None = None,
        particles: int = PARTICLES,
    ) -> None:
        self.graph = compile_graph(skills, [frozenset(probe.skills) for probe in probes])
        self._world = make_world(self.graph, claims, population, believed or Assumptions())
        self._told = Told(np.zeros((self.graph.rows, 1), dtype=np.float32))
        self._seed = seed
        self.particles = particles
        self._turns = 0
        random = self._random()
        self._particles = draw(self._world, particles, random)
        if self._world.has_claims:
            with _pools().limit(limits=1):
                take_in_claims(self._particles, self._world, self._told, random)

    def shares(self) -> list[float]:
        """Return the share of particles that know each skill, by row."""
        return [float(share) for share in self._particles.known[: self.graph.skills].mean(axis=1)]

    def best(self, probes: Sequence[Probe]) -> Prospect | None:
        """Return which of some probes tells most per minute, and what; None if none tells anything."""
        questions = [Question(self.rows_of(probe), probe.minutes) for probe in probes]
        asked = [number for number, question in enumerate(questions) if question.rows]
        believed = self._world.believed
        with _pools().limit(limits=1):
            found = best_question(
                self._particles, self.graph, [questions[number] for number in asked], believed.slip, believed.guess
            )
        return Prospect(asked[found.question], found.gain, found.by_skill) if found else None

    def rows_of(self, probe: Probe) -> tuple[int, ...]:
        """Return the rows that a probe asks for: its skills, or the set of them if it is judged as a whole."""
        rows = tuple(dict.fromkeys(self.graph.row[skill] for skill in probe.skills if skill in self.graph.row))
        if probe.per_check or len(rows) < 2:
            return rows
        return (self.graph.sets[frozenset(rows)],)

    def required_by(self, rows: Iterable[int]) -> set[int]:
        """Return the skills that any of some rows requires, directly or not, and those rows' own skills."""
        below = (np.flatnonzero(self.graph.above[self._members(row)].any(axis=0)) for row in rows)
        return {int(skill) for found in below for skill in found}

    def requiring(self, rows: Iterable[int]) -> set[int]:
        """Return the skills that require all skills of any one of some rows, directly or not, or are that one skill."""
        over = (np.flatnonzero(self.graph.above[:, self._members(row)].all(axis=1)) for row in rows)
        return {int(skill) for found in over for skill in found}

    def told(self, results: Mapping[int, bool]) -> dict[int, float]:
        """Return how much results speak for each row (logarithm of the likelihood ratio)."""
        return {row: self._world.told_by(passed) for row, passed in results.items()}

    def take_in(self, change: Mapping[int, float]) -> None:
        """Take an answer in.

        Args:
            change: Row -> how much it speaks for that row now, less what it spoke before if it was answered already.
        """
        added = np.zeros((self.graph.rows, 1), dtype=np.float32)
        for row, weight in change.items():
            added[row] = weight
        with _pools().limit(limits=1):
            take_in(self._particles, self._world, self._told, added, self._random())

    def _members(self, row: int) -> list[int]:
        """Return the skills of a row: itself, or those of the set."""
        return [row] if row < self.graph.skills else list(self.graph.requires[row])

    def _random(self) -> np.random.Generator:
        """Return the source of chance of the next step: looking at a placement in between does not change it."""
        self._turns += 1
        return np.random.Generator(np.random.SFC64([abs(self._seed), self._turns]))
