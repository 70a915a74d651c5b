"""The sample of states that stands for what is believed of a learner."""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np

from roadworthy.progress.placement.graph import Bools, Floats, Graph, Ints
from roadworthy.progress.placement.world import World

Counts: TypeAlias = "np.ndarray[Any, np.dtype[np.int8]]"


@dataclass(slots=True)
class Particles:
    """States, equally probable; one column each (p columns).

    Attributes:
        known: (rows, p) True where a skill is known; never for a set.
        missing: (rows, p) how many of the row's direct requirements are not known.
        level: (1, p) the learner's level.
        ability: (areas, p) their ability in each area.
        spread: (1, p) logarithm of the standard deviation of `ability` around `level`.
        slope: (1, p) how much easier than usual they find what much builds on.
        boast: (1, p) logit of how readily they claim what they have not.
        boast_in: (areas, p) the same by area.
        modest: (1, p) logit of how often they do not claim what they have.
    """

    known: Bools
    missing: Counts
    level: Floats
    ability: Floats
    spread: Floats
    slope: Floats
    boast: Floats
    boast_in: Floats
    modest: Floats

    @property
    def count(self) -> int:
        """Return the number of particles."""
        return int(self.known.shape[1])

    def take(self, columns: Ints) -> None:
        """Keep these columns, as often as they are named."""
        for field in fields(self):
            setattr(self, field.name, np.ascontiguousarray(getattr(self, field.name)[:, columns]))


def draw(world: World, count: int, random: np.random.Generator) -> Particles:
    """Draw particles from the prior, before claims and answers."""
    believed, graph = world.believed, world.graph

    def normal(rows: int, spread: float) -> Floats:
        return random.standard_normal((rows, count), dtype=np.float32) * np.float32(spread)

    def even(spread: float) -> Floats:
        """Return (1, p) a normal sample with one value in each of p equally probable intervals: less left to chance."""
        places = (random.permutation(count) + np.clip(random.random(count), 0.01, 0.99)) / count
        values = [NormalDist().inv_cdf(place) * spread for place in places]
        return np.array([values], dtype=np.float32)

    areas = len(graph.area_sums)
    level = even(believed.level_spread)
    spread = np.float32(np.log(believed.area_spread)) + even(believed.area_spread_spread)
    ability = level + np.exp(spread) * normal(areas, 1.0)
    slope = even(believed.slope_spread)
    boast = even(believed.boast_spread) + np.float32(believed.boast)
    boast_in = boast + normal(areas, believed.boast_area_spread)
    modest = even(believed.modest_spread) + np.float32(believed.modest)
    known = np.zeros((graph.rows, count), dtype=np.bool_)
    chance = logistic(ease(world, ability, slope))
    lucky = random.random((graph.skills, count), dtype=np.float32) < chance
    for rows in graph.levels:
        for row in rows:
            known[row] = lucky[row] & known[list(graph.requires[row])].all(axis=0)
    return Particles(known, count_missing(graph, known), level, ability, spread, slope, boast, boast_in, modest)


def ease(world: World, ability: Floats, slope: Floats) -> Floats:
    """Return (skills, p) the logit of having each skill for somebody who has what it requires."""
    logit: Floats = ability[world.graph.area] - world.difficulty + slope * world.use
    return logit


def count_missing(graph: Graph, known: Bools) -> Counts:
    """Return (rows, p) how many direct requirements of each row are not known."""
    missing = np.zeros(known.shape, dtype=np.int8)
    for row, needed in enumerate(graph.requires):
        if needed:
            missing[row] = (~known[list(needed)]).sum(axis=0)
    return missing


def logistic(logit: Floats) -> Floats:
    """Return the probability of a logit."""
    return np.float32(1) / (np.float32(1) + np.exp(np.minimum(-logit, np.float32(30))))


def softplus(logit: Floats) -> Floats:
    """Return log(1 + exp(logit)); logits past 30 count as 30."""
    return np.log1p(np.exp(np.minimum(logit, np.float32(30))))
