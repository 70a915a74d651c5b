"""The sample of states that stands for what is believed of a learner."""

from __future__ import annotations

from dataclasses import dataclass, fields
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
        boast: (1, p) logit of how readily they claim what they have not.
        boast_in: (areas, p) the same by area.
        modest: (1, p) logit of how often they do not claim what they have.
    """

    known: Bools
    missing: Counts
    level: Floats
    ability: Floats
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

    areas = len(graph.area_sums)
    level = normal(1, believed.level_spread)
    ability = level + normal(areas, believed.area_spread)
    boast = normal(1, believed.boast_spread) + np.float32(believed.boast)
    boast_in = boast + normal(areas, believed.boast_area_spread)
    modest = normal(1, believed.modest_spread) + np.float32(believed.modest)
    known = np.zeros((graph.rows, count), dtype=np.bool_)
    chance = logistic(ability[graph.area] - world.difficulty)
    lucky = random.random((graph.skills, count), dtype=np.float32) < chance
    for rows in graph.levels:
        for row in rows:
            known[row] = lucky[row] & known[list(graph.requires[row])].all(axis=0)
    return Particles(known, count_missing(graph, known), level, ability, boast, boast_in, modest)


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
