"""The sample against the exact posterior, by adding up every state and every learner, where that can be done."""

from __future__ import annotations

from itertools import permutations, product
from math import exp, log, prod

import numpy as np
import pytest
from tests.progress.placement.conftest import by_id, checks, skill

from roadworthy.progress.placement.engine import Engine
from roadworthy.progress.placement.world import Assumptions

# Two bases, one skill on both, one on top of that, one beside it; all in one area.
SKILLS = by_id(skill("a"), skill("b"), skill("both", "a", "b"), skill("top", "both"), skill("side", "b"))
NAMES = list(SKILLS)
BELIEVED = Assumptions()
NEAR = 0.03  # three standard deviations of a share of 4000 particles, and a little for their kinship


def grid(mean: float, spread: float, points: int = 15) -> list[tuple[float, float]]:
    """Return points and weights that stand for a normal distribution."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return [(mean + spread * node, weight) for node, weight in zip(nodes, weights, strict=True)]


def sure(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def exact(
    difficulty: dict[str, float],
    use: dict[str, float],
    claims: dict[str, bool],
    results: list[tuple[tuple[str, ...], bool]],
) -> dict[str, float]:
    """Return the probability of each skill. `results` are verdicts over one skill or over a set as a whole."""
    found = dict.fromkeys(NAMES, 0.0)
    total = 0.0
    people: list[tuple[float, float, float]] = []
    for spread, share in grid(log(BELIEVED.area_spread), BELIEVED.area_spread_spread, 5):
        for ability, other in grid(0, (BELIEVED.level_spread**2 + exp(2 * spread)) ** 0.5, 15):
            for slope, third in grid(0, BELIEVED.slope_spread, 7):
                people.append((ability, slope, share * other * third))
    boasts = grid(BELIEVED.boast, (BELIEVED.boast_spread**2 + BELIEVED.boast_area_spread**2) ** 0.5, 9)
    modesties = grid(BELIEVED.modest, BELIEVED.modest_spread, 9)
    for bits in product([False, True], repeat=len(NAMES)):
        state = dict(zip(NAMES, bits, strict=True))
        ready = {name: all(state[one] for one in SKILLS[name].requires) for name in NAMES}
        if any(state[name] and not ready[name] for name in NAMES):
            continue
        weight = 0.0
        for ability, slope, share in people:
            logits = [ability - difficulty[name] + slope * use[name] for name in NAMES]
            fits = (
                sure(logit if state[name] else -logit) for name, logit in zip(NAMES, logits, strict=True) if ready[name]
            )
            weight += share * prod(fits)
        claimed = 0.0
        for (boast, share), (modest, other) in product(boasts, modesties) if claims else [((0, 1), (0, 1))]:
            value = share * other
            for name, said in claims.items():
                step = BELIEVED.boast_near * (1 if ready[name] else -1)
                yes = 1 - sure(modest) if state[name] else sure(boast + step)
                value *= yes if said else 1 - yes
            claimed += value
        weight *= claimed
        for names, passed in results:
            chance = 1 - BELIEVED.slip if all(state[name] for name in names) else BELIEVED.guess
            weight *= chance if passed else 1 - chance
        total += weight
        for name in NAMES:
            found[name] += weight * state[name]
    return {name: value / total for name, value in found.items()}


def sampled(claims: dict[str, bool], results: list[tuple[tuple[str, ...], bool]]) -> tuple[Engine, dict[str, float]]:
    probes = [checks(*names, per_check=False) for names, _ in results]
    engine = Engine(SKILLS, probes, claims, {}, seed=7, particles=4000)
    for probe, (names, passed) in zip(probes, results, strict=True):
        rows = [engine.graph.row[name] for name in names]
        engine.take_in(engine.told(dict.fromkeys(engine.rows_of(probe) if not passed else rows, passed)))
    return engine, dict(zip(engine.graph.ids, engine.shares(), strict=True))


CASES: dict[str, tuple[dict[str, bool], list[tuple[tuple[str, ...], bool]]]] = {
    "nothing said, nothing asked": ({}, []),
    "a pass": ({}, [(("both",), True)]),
    "a failure": ({}, [(("b",), False)]),
    "pass and failure": ({}, [(("side",), True), (("both",), False)]),
    "contradiction": ({}, [(("top",), True), (("a",), False), (("a",), False)]),
    "claims": ({"a": True, "b": True, "both": False, "top": False, "side": True}, []),
    "unlikely claims": ({"a": False, "b": False, "top": True}, []),
    "claims and a failure": ({"a": True, "b": True, "both": True, "top": True, "side": True}, [(("both",), False)]),
    "a set that failed as a whole": ({}, [(("both", "side"), False), (("a",), True)]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_inferred_is_the_posterior(case: str) -> None:
    claims, results = CASES[case]
    engine, found = sampled(claims, results)
    world, row = engine._world, engine.graph.row
    difficulty = {name: float(world.difficulty[row[name], 0]) for name in NAMES}
    use = {name: float(world.use[row[name], 0]) for name in NAMES}
    assert found == pytest.approx(exact(difficulty, use, claims, results), abs=NEAR)


def test_the_order_of_answers_matters_no_more_than_sampling_does() -> None:
    results = [(("side",), True), (("both",), False), (("a",), True)]
    first = sampled({}, results)[1]
    for other in permutations(results):
        assert sampled({}, list(other))[1] == pytest.approx(first, abs=2 * NEAR)
