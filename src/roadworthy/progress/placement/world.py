"""What does not change while somebody is placed: the prior over states, and how answers and claims depend on them.

A learner has a level, an ability in each area around that level, and of the skills whose prerequisites they have,
each with a probability that falls with its difficulty. So every state is closed under prerequisites.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from roadworthy.progress.placement.graph import Bools, Floats, Graph


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is believed of learners before they have said or done anything; logits unless said otherwise.

    Attributes:
        slip: Probability to fail a check of a skill that one has.
        guess: Probability to pass a check of a skill that one has not.
        level_spread: Standard deviation of a learner's level over all areas.
        area_spread: Standard deviation of the ability in an area around the level, for a usual learner (its median).
        area_spread_spread: Standard deviation of its logarithm between learners: some are alike everywhere, some specialists.
        slope_spread: Standard deviation between learners of how much easier they find what much builds on: who learns for
            a purpose has those skills and few others.
        base: Difficulty of a skill on which nothing builds, for someone who has what it requires.
        ease: By how much a skill is easier for each doubling (natural logarithm) of what builds on it.
        depth: By how much a skill is harder for each step of its longest chain of prerequisites.
        boast: Logit of the rate at which skills one has not are claimed.
        boast_spread: Its standard deviation between learners.
        boast_area_spread: Its standard deviation between the areas of one learner.
        boast_near: By how much it is higher for skills that one could learn next, and lower for those further away.
        modest: Logit of the rate at which skills one has are not claimed.
        modest_spread: Its standard deviation between learners.
    """

    slip: float = 0.1
    guess: float = 0.02
    level_spread: float = 1.6
    area_spread: float = 1.2
    area_spread_spread: float = 0.4
    slope_spread: float = 0.6
    base: float = 0.6
    ease: float = 0.6
    depth: float = 0.0
    boast: float = -1.8
    boast_spread: float = 0.8
    boast_area_spread: float = 0.6
    boast_near: float = 0.5
    modest: float = -2.8
    modest_spread: float = 0.8


@dataclass(frozen=True)
class World:
    """What stays while somebody is placed.

    Attributes:
        graph: The skills.
        believed: What is assumed of learners.
        difficulty: (skills, 1) logit.
        use: (skills, 1) how much builds on it, standardised.
        said: (skills, 1) True where a claim was made, of either kind.
        claimed: (skills, 1) True where the learner says that they have the skill.
    """

    graph: Graph
    believed: Assumptions
    difficulty: Floats
    use: Floats
    said: Bools
    claimed: Bools

    @property
    def has_claims(self) -> bool:
        """Return True if anything was claimed, of either kind."""
        return bool(self.said.any())

    def told_by(self, passed: bool) -> float:
        """Return how much a check's result speaks for the skill: the logarithm of the likelihood ratio."""
        slip, guess = self.believed.slip, self.believed.guess
        return log((1 - slip) / guess) if passed else log(slip / (1 - guess))


def make_world(
    graph: Graph,
    claims: Mapping[str, bool],
    population: Mapping[str, float],
    believed: Assumptions,
) -> World:
    """Return the world of one learner.

    Args:
        graph: The skills.
        claims: Skill -> what the learner says of it.
        population: Skill -> share (0 to 1) of earlier learners who have it, where that is known.
        believed: What is assumed of learners.
    """
    said = np.array([[skill in claims] for skill in graph.ids], dtype=np.bool_).reshape(-1, 1)
    claimed = np.array([[claims.get(skill, False)] for skill in graph.ids], dtype=np.bool_).reshape(-1, 1)
    return World(graph, believed, _difficulty(graph, population, believed), _use(graph), said, claimed)


def _use(graph: Graph) -> Floats:
    built_on = np.log1p(graph.above.sum(axis=0) - 1)
    centred = built_on - built_on.mean() if built_on.size else built_on
    scale = max(float(centred.std()), 1e-6) if built_on.size else 1.0
    column: Floats = (centred / scale).reshape(-1, 1).astype(np.float32)
    return column


def _difficulty(graph: Graph, population: Mapping[str, float], believed: Assumptions) -> Floats:
    """Return (skills, 1) how hard each skill is for somebody who has what it requires."""
    count = graph.skills
    depth = np.zeros(count)
    for level, rows in enumerate(graph.levels):
        depth[rows] = level
    built_on = graph.above.sum(axis=0) - 1
    hard = believed.base - believed.ease * np.log1p(built_on) + believed.depth * depth
    # Somebody's level and area move around the mean, which pulls shares towards a half; the logit is stretched back.
    stretch = np.sqrt(1 + 0.35 * (believed.level_spread**2 + believed.area_spread**2))
    for number, skill in enumerate(graph.ids):
        if skill in population:
            needed = [population.get(graph.ids[one], 1.0) for one in graph.requires[number]]
            share = min(max(population[skill] / max(min(needed, default=1.0), 0.01), 0.02), 0.98)
            hard[number] = -stretch * log(share / (1 - share))
    column: Floats = hard.reshape(-1, 1).astype(np.float32)
    return column
