"""What placement is compared with. All get the same probes, the same claims, and the same shares of earlier learners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from roadworthy.progress.placement.particles import draw
from roadworthy.progress.placement.world import Assumptions, make_world

if TYPE_CHECKING:
    from benchmarks.placing.catalogues import Field

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
SLIP, GUESS = 0.1, 0.02
CLAIMED, DENIED = np.log(0.95 / 0.15), np.log(0.05 / 0.85)


class Method(Protocol):
    """A way to place somebody."""

    def choose(self) -> str | None:
        """Return the probe to ask next; None if there is nothing left to ask."""

    def take_in(self, probe: str, results: Mapping[int, bool]) -> None:
        """Take in results by row."""

    def chances(self) -> Numbers:
        """Return the probability of each skill, by row."""


def shares(field: Field) -> Numbers:
    """Return how many learners have each skill, as placement itself assumes before it has met anybody."""
    world = make_world(field.graph, {}, {}, Assumptions())
    known = draw(world, 4000, np.random.default_rng(5)).known[: field.graph.skills]
    mean: Numbers = np.clip(known.mean(axis=1), 0.01, 0.99).astype(np.float64)
    return mean


def logit(chance: Numbers) -> Numbers:
    value: Numbers = np.log(chance / (1 - chance))
    return value


def sure(value: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))


class Base:
    """Remembers what was asked; knows what everybody is likely to have, and what this learner claims."""

    def __init__(self, field: Field, claims: Mapping[str, bool], base: Numbers, random: np.random.Generator) -> None:
        self.field, self.random = field, random
        self.left = {probe.id: field.rows[probe.id] for probe in field.probes}
        said = [CLAIMED if claims[one] else DENIED for one in field.graph.ids] if claims else [0.0] * len(base)
        self.prior = logit(base) + np.array(said)
        self.shown: dict[int, bool] = {}

    def take_in(self, probe: str, results: Mapping[int, bool]) -> None:
        del self.left[probe]
        self.shown.update(results)

    def _closed(self, chances: Numbers) -> Numbers:
        """Return chances with what results say of prerequisites: a pass shows all below, a failure excludes all above."""
        above = self.field.graph.above
        for row, passed in self.shown.items():
            if not passed:
                chances[above[:, row]] = 0.02
        for row, passed in self.shown.items():
            if passed:
                chances[above[row]] = 0.98
        return chances

    def chances(self) -> Numbers:
        return self._closed(sure(self.prior))


class Chance(Base):
    """Asks any probe."""

    def choose(self) -> str | None:
        return str(self.random.choice(sorted(self.left))) if self.left else None


class Bisection(Base):
    """Halves what is open of the largest section, in the order of its depth."""

    def choose(self) -> str | None:
        if not self.left:
            return None
        graph = self.field.graph
        open_rows = np.isin(self.chances(), (0.02, 0.98), invert=True)
        depth = graph.above.sum(axis=1)
        own = {rows[0]: probe for probe, rows in reversed(self.left.items())}
        for area in np.argsort(-(graph.area_sums @ open_rows), kind="stable"):
            rows = [int(row) for row in np.flatnonzero((graph.area == area) & open_rows) if row in own]
            if rows:
                rows.sort(key=lambda row: (depth[row], row))
                return own[rows[len(rows) // 2]]
        return next(iter(self.left))


class Elo(Base):
    """One rating, and one for each section; asks what it is least sure of."""

    def __init__(self, field: Field, claims: Mapping[str, bool], base: Numbers, random: np.random.Generator) -> None:
        super().__init__(field, claims, base, random)
        self.rating, self.by_area = 0.0, np.zeros(len(field.graph.area_sums))

    def _expected(self) -> Numbers:
        return sure(self.prior + self.rating + self.by_area[self.field.graph.area])

    def choose(self) -> str | None:
        expected = self._expected()
        return max(self.left, key=lambda probe: _doubt(expected, self.left[probe]), default=None)

    def take_in(self, probe: str, results: Mapping[int, bool]) -> None:
        super().take_in(probe, results)
        for row, passed in results.items():
            surprise = passed - self._expected()[row]
            self.rating += 0.8 * surprise
            self.by_area[self.field.graph.area[row]] += 0.8 * surprise

    def chances(self) -> Numbers:
        expected = self._expected()
        for row, passed in self.shown.items():
            expected[row] = 0.9 if passed else 0.1
        return expected


class OneParameter(Base):
    """One ability (item response theory, one parameter); asks what tells most of it."""

    GRID = np.linspace(-6, 6, 61)

    def __init__(self, field: Field, claims: Mapping[str, bool], base: Numbers, random: np.random.Generator) -> None:
        super().__init__(field, claims, base, random)
        self.weight = np.exp(-(self.GRID**2) / (2 * 1.6**2))

    def _expected(self) -> Numbers:
        table = sure(self.prior[:, None] + self.GRID)
        mean: Numbers = table @ (self.weight / self.weight.sum())
        return mean

    def choose(self) -> str | None:
        mean = self.GRID @ (self.weight / self.weight.sum())
        expected = sure(self.prior + mean)
        return max(self.left, key=lambda probe: _doubt(expected, self.left[probe]), default=None)

    def take_in(self, probe: str, results: Mapping[int, bool]) -> None:
        super().take_in(probe, results)
        for row, passed in results.items():
            known = sure(self.prior[row] + self.GRID)
            right = known * (1 - SLIP) + (1 - known) * GUESS
            self.weight = self.weight * (right if passed else 1 - right)

    def chances(self) -> Numbers:
        expected = self._expected()
        for row, passed in self.shown.items():
            expected[row] = 0.9 if passed else 0.1
        return expected


def _doubt(expected: Numbers, rows: tuple[int, ...]) -> float:
    return float(sum(expected[row] * (1 - expected[row]) for row in rows))


BASELINES: dict[str, type[Chance | Bisection | Elo | OneParameter]] = {
    "random probe": Chance,
    "bisection": Bisection,
    "Elo": Elo,
    "IRT, 1 parameter": OneParameter,
}
