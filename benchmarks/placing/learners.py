"""Learners of several kinds, none of which the method under trial was told of; and what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from benchmarks.placing.catalogues import Field

from roadworthy.progress.placement.particles import draw
from roadworthy.progress.placement.world import Assumptions, make_world

Truth: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"
Kind = Callable[[Field, np.random.Generator], Truth]


def closed(field: Field, raw: Truth) -> Truth:
    """Return what is known of `raw` with everything that it requires known as well; the rest is dropped."""
    state: Truth = ~np.logical_or.reduce(field.graph.above & ~raw, axis=1)
    return state


def grown(field: Field, raw: Truth) -> Truth:
    """Return `raw` and everything that it requires."""
    state: Truth = np.logical_or.reduce(field.graph.above[raw], axis=0)
    return state


def depth(field: Field) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return how deep each skill stands, 0 to 1."""
    found = np.zeros(field.graph.skills)
    for level, rows in enumerate(field.graph.levels):
        found[rows] = level
    return found / max(float(found.max()), 1.0)


def own(field: Field, random: np.random.Generator) -> Truth:
    """Somebody as the method assumes them."""
    believed = Assumptions()
    return draw(make_world(field.graph, {}, {}, believed), 1, random).known[: field.graph.skills, 0]


def able(field: Field, random: np.random.Generator) -> Truth:
    """Ability by area against the difficulty of each skill (item response theory), what is not closed dropped."""
    fixed = np.random.default_rng(77)  # how hard a skill is does not depend on who learns it
    hard = 3.0 * (depth(field) - 0.5) + fixed.normal(0, 0.8, field.graph.skills)
    level = random.normal(0.8, 1.3)
    ability = level + random.normal(0, 0.9, len(field.graph.area_sums))
    return closed(field, ability[field.graph.area] - hard + random.logistic(0, 0.45, field.graph.skills) > 0)


def walker(field: Field, random: np.random.Generator) -> Truth:
    """Went along the roadmap up to a point, with gaps before it and a little beyond."""
    raw = np.zeros(field.graph.skills, dtype=np.bool_)
    place = random.uniform(0.05, 0.95) * len(raw)
    before = np.arange(len(raw)) < place
    raw[field.road_rows] = random.random(len(raw)) < np.where(before, 0.93, 0.04)
    return closed(field, raw)


def specialist(field: Field, random: np.random.Generator) -> Truth:
    """Deep in one to five areas, with what those require, and little else."""
    areas = len(field.graph.area_sums)
    deep = random.choice(areas, size=min(int(random.integers(1, 6)), areas), replace=False)
    chance = np.where(np.isin(field.graph.area, deep), 0.85, 0.03)
    return grown(field, random.random(field.graph.skills) < chance)


def self_taught(field: Field, random: np.random.Generator) -> Truth:
    """Learned what each of some projects needed; one in twenty of the rest was picked up, if it could be."""
    skills = field.graph.skills
    like = np.exp(random.normal(0, 1.2, len(field.graph.area_sums)))[field.graph.area]
    goals = random.choice(skills, size=random.integers(2, max(3, skills // 6)), replace=False, p=like / like.sum())
    raw = np.zeros(skills, dtype=np.bool_)
    raw[goals] = True
    raw = grown(field, raw)
    return raw | closed(field, raw | (random.random(skills) < 0.05))


def wanderer(field: Field, random: np.random.Generator) -> Truth:
    """Any closed state of any size: always learns one of the skills that can be learned next."""
    raw = np.zeros(field.graph.skills, dtype=np.bool_)
    for _ in range(int(random.uniform(0.02, 0.9) * len(raw))):
        raw[random.choice(np.flatnonzero(~raw & _ready(field, raw)))] = True
    return raw


def _ready(field: Field, known: Truth) -> Truth:
    graph = field.graph
    return np.array([all(known[one] for one in graph.requires[row]) for row in range(graph.skills)])


def swiss_cheese(field: Field, random: np.random.Generator) -> Truth:
    """Like `able`, but one in twenty skills was forgotten, also where others rest on it: not closed any more."""
    return able(field, random) & (random.random(field.graph.skills) > 0.05)


KINDS: dict[str, Kind] = {
    "own": own,
    "able": able,
    "walker": walker,
    "specialist": specialist,
    "self-taught": self_taught,
    "wanderer": wanderer,
    "swiss cheese": swiss_cheese,
}


def claims_of(field: Field, truth: Truth, random: np.random.Generator) -> dict[str, bool]:
    """Return what somebody says of every skill: on average 15% of what they have not is claimed, 5% of what they have is not.

    How much a learner overestimates themselves differs between learners (some not at all, some by 40%) and between areas;
    half of them overestimate only where they are near: skills whose prerequisites they have.
    """
    graph = field.graph
    rate = random.beta(1.2, 6.8)
    by_area = np.exp(random.normal(0, 0.7, len(graph.area_sums)))[graph.area]
    ready = _ready(field, truth)
    near = np.where(ready, 1.0, 0.25) if random.random() < 0.5 else np.ones(graph.skills)
    weight = by_area * near
    unknown = ~truth
    if unknown.any():
        weight = weight / weight[unknown].mean()
    chance = np.where(truth, 1 - random.beta(1, 19), np.minimum(rate * weight, 0.95))
    said = random.random(graph.skills) < chance
    return {skill: bool(said[row]) for row, skill in enumerate(graph.ids)}
