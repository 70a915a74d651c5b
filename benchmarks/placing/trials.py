"""One trial: a learner of some kind is placed by some method, and what it believes is kept after every probe."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from benchmarks.placing.baselines import Method, Numbers
from benchmarks.placing.catalogues import Field
from benchmarks.placing.learners import KINDS, Truth, claims_of

from roadworthy.progress import Placement

Maker = Callable[[Field, Mapping[str, bool], np.random.Generator, int], Method]


@dataclass
class Costs:
    """Processor seconds, one for each time."""

    begin: list[float] = field(default_factory=list)
    choose: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)


COSTS = Costs()


class Ours:
    """Placement, as the product calls it. With `at_random`, its probes are drawn instead of chosen."""

    def __init__(
        self,
        where: Field,
        claims: Mapping[str, bool],
        random: np.random.Generator,
        seed: int,
        *,
        at_random: bool = False,
    ) -> None:
        self.where, self.random, self.at_random = where, random, at_random
        began = time.process_time()
        self.placement = Placement(where.skills, where.probes, claims, seed=seed)
        COSTS.begin.append(time.process_time() - began)

    def choose(self) -> str | None:
        if self.at_random:
            left = sorted({probe.id for probe in self.where.probes} - set(self.placement.answered))
            return str(self.random.choice(left)) if left else None
        began = time.process_time()
        choice = self.placement.next_probe()
        COSTS.choose.append(time.process_time() - began)
        return choice.probe.id if choice else None

    def take_in(self, probe: str, results: Mapping[int, bool]) -> None:
        began = time.process_time()
        named = {self.where.graph.ids[row]: passed for row, passed in results.items()}
        asked = next(each for each in self.where.probes if each.id == probe)
        self.placement.answer(probe, self.where.told(asked, named))
        COSTS.answer.append(time.process_time() - began)

    def chances(self) -> Numbers:
        states = self.placement.states()
        return np.array([states[skill].probability for skill in self.where.graph.ids])


def ours_at_random(where: Field, claims: Mapping[str, bool], random: np.random.Generator, seed: int) -> Method:
    return Ours(where, claims, random, seed, at_random=True)


@dataclass
class Course:
    """How a trial went.

    Attributes:
        kind: Of learner.
        truth: (skills,) what they know.
        chances: (probes + 1, skills) what was believed after so many probes.
    """

    kind: str
    truth: Truth
    chances: Numbers

    def right(self) -> Numbers:
        """Return the share of states that were right after each number of probes."""
        share: Numbers = ((self.chances > 0.5) == self.truth).mean(axis=1)
        return share

    def said(self) -> Numbers:
        """Return the confidence after each number of probes."""
        share: Numbers = np.maximum(self.chances, 1 - self.chances).mean(axis=1)
        return share


@dataclass(frozen=True)
class Plan:
    """What is tried.

    Attributes:
        learners: Of each kind.
        probes: At most.
        claims: Whether learners say what they know first.
        guess: Probability to pass a check of a skill that one has not; placement always reckons with 2%.
        seed: Of the first learner.
    """

    learners: int
    probes: int
    claims: bool
    guess: float = 0.02
    slip: float = 0.1
    seed: int = 1000


def try_all(where: Field, make: Maker, plan: Plan) -> list[Course]:
    """Return the course of every learner. The same learners, claims and slips come whichever method is tried."""
    courses = []
    for number, (name, kind) in enumerate(KINDS.items()):
        for learner in range(plan.learners):
            random = np.random.default_rng([plan.seed, learner, number])
            truth = kind(where, random)
            claims = claims_of(where, truth, random) if plan.claims else {}
            luck = np.random.default_rng([plan.seed, learner, number, 1]).random((len(where.probes), len(truth)))
            method = make(where, claims, random, learner)
            courses.append(Course(name, truth, _run(where, method, truth, luck, plan)))
    return courses


def _run(where: Field, method: Method, truth: Truth, luck: Any, plan: Plan) -> Numbers:
    numbers = {probe.id: at for at, probe in enumerate(where.probes)}
    believed = [method.chances()]
    while len(believed) <= plan.probes:
        probe = method.choose()
        if probe is not None:
            rows = where.rows[probe]
            chance = {row: 1 - plan.slip if truth[row] else plan.guess for row in rows}
            method.take_in(probe, {row: bool(luck[numbers[probe], row] < chance[row]) for row in rows})
        believed.append(method.chances())
    return np.array(believed)
