"""Markov moves that leave the posterior as it is: they make particles differ again that resampling made equal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roadworthy.progress.placement.chance import accepted, draw_centre
from roadworthy.progress.placement.graph import Floats, Group
from roadworthy.progress.placement.honesty import claim_weights, move_honesty
from roadworthy.progress.placement.particles import Particles, ease, logistic, softplus
from roadworthy.progress.placement.world import World

ABILITY_STEP = np.float32(1.0)
LEVEL_STEP = np.float32(0.5)
SLOPE_STEP = np.float32(0.4)
SPREAD_STEP = np.float32(0.3)


@dataclass(slots=True)
class Told:
    """All that has been told so far.

    Attributes:
        rows: (rows, 1) what answers say, as logarithms of likelihood ratios.
            For each skill: known against not; for each set: all of it known against not.
        claims: How far the claims have been taken in, 0 to 1.
    """

    rows: Floats
    claims: float = 0.0


def sweep(particles: Particles, world: World, told: Told, random: np.random.Generator, turn: int) -> None:
    """Move every particle once in every direction, in place.

    Args:
        particles: Are changed.
        world: The prior and the claims.
        told: The answers.
        random: Where chance comes from.
        turn: Number of the sweep: abilities, level and slope are moved in turns.
    """
    if not world.graph.skills:
        return
    fringe, ready_weight = _weights(particles, world, told)
    for group in world.graph.groups:
        _flip(particles, group, fringe, ready_weight, random)
    (_move_abilities, _move_level, _move_slope)[turn % 3](particles, world, random)
    _draw_level(particles, world, random)
    _move_spread(particles, world, random)
    if told.claims:
        move_honesty(particles, world, told.claims, random)


def _weights(particles: Particles, world: World, told: Told) -> tuple[Floats, Floats]:
    """Return what decides about flips.

    First (skills, p): how much speaks for a skill where it is ready, that is, what it requires is known.
    Second (rows, p): how much speaks for a row being ready rather than not, given that it is not known.
    """
    graph = world.graph
    logit = ease(world, particles.ability, particles.slope)
    ready_weight = np.empty(particles.known.shape, dtype=np.float32)
    ready_weight[: graph.skills] = -softplus(logit)
    ready_weight[graph.skills :] = told.rows[graph.skills :]
    fringe = logit + told.rows[: graph.skills]
    if told.claims:
        near, far, shown = claim_weights(particles, world)
        heard = world.said * np.float32(told.claims)
        fringe += heard * (shown - near)
        ready_weight[: graph.skills] += heard * (near - far)
    return fringe, ready_weight


def _flip(
    particles: Particles, group: Group, fringe: Floats, ready_weight: Floats, random: np.random.Generator
) -> None:
    """Draw every skill of a group anew, given all others (Gibbs)."""
    known, missing = particles.known, particles.missing
    before = known[group.rows]
    logit = fringe[group.rows]
    if group.kids.size:
        # A kid is ready once this skill is known if nothing else is missing.
        only_this = missing[group.kids] <= ~before[group.owner]
        logit += group.sums @ (ready_weight[group.kids] * only_this)
    after = random.random(logit.shape, dtype=np.float32) < logistic(logit)
    after &= missing[group.rows] == 0
    if group.kids.size:
        after |= (group.sums @ known[group.kids].astype(np.float32)) > 0  # needed by what is known
        missing[group.kids] += (before.view(np.int8) - after.view(np.int8))[group.owner]
    known[group.rows] = after


def _fit(particles: Particles, world: World, ability: Floats, slope: Floats) -> Floats:
    """Return (areas, p) the log-likelihood of the known skills of each area, up to a constant."""
    graph = world.graph
    logit = ease(world, ability, slope)
    known = particles.known[: graph.skills]
    ready = particles.missing[: graph.skills] == 0
    fit: Floats = graph.area_sums @ (known * logit - ready * softplus(logit))
    return fit


def _move_abilities(particles: Particles, world: World, random: np.random.Generator) -> None:
    """Propose a new ability in every area (Metropolis)."""
    precision = np.exp(-2 * particles.spread)
    old = particles.ability
    new = old + ABILITY_STEP * random.standard_normal(old.shape, dtype=np.float32)
    gain = _fit(particles, world, new, particles.slope) - _fit(particles, world, old, particles.slope)
    gain += ((old - particles.level) ** 2 - (new - particles.level) ** 2) * precision * np.float32(0.5)
    particles.ability = old + accepted(gain, random) * (new - old)


def _move_level(particles: Particles, world: World, random: np.random.Generator) -> None:
    """Propose to shift the level and all abilities together."""
    prior = np.float32(2 * world.believed.level_spread**2)
    shift = LEVEL_STEP * random.standard_normal(particles.level.shape, dtype=np.float32)
    new = particles.level + shift
    gain = _gain(particles, world, particles.ability + shift, particles.slope)
    gain = gain + (np.square(particles.level) - np.square(new)) / prior
    moved = shift * accepted(gain, random)
    particles.level = particles.level + moved
    particles.ability = particles.ability + moved


def _move_slope(particles: Particles, world: World, random: np.random.Generator) -> None:
    """Propose another slope."""
    prior = np.float32(2 * world.believed.slope_spread**2)
    old = particles.slope
    new = old + SLOPE_STEP * random.standard_normal(old.shape, dtype=np.float32)
    gain = _gain(particles, world, particles.ability, new) + (np.square(old) - np.square(new)) / prior
    particles.slope = old + accepted(gain, random) * (new - old)


def _gain(particles: Particles, world: World, ability: Floats, slope: Floats) -> Floats:
    """Return (1, p) by how much other abilities and another slope fit better than those of the particles."""
    better = _fit(particles, world, ability, slope) - _fit(particles, world, particles.ability, particles.slope)
    gain: Floats = np.add.reduce(better, axis=0, keepdims=True)
    return gain


def _draw_level(particles: Particles, world: World, random: np.random.Generator) -> None:
    """Draw the level given the abilities."""
    spread: Floats = np.exp(particles.spread)
    particles.level = draw_centre(particles.ability, spread, 0.0, world.believed.level_spread, random)


def _move_spread(particles: Particles, world: World, random: np.random.Generator) -> None:
    """Propose another spread of the abilities."""
    believed = world.believed
    far: Floats = np.add.reduce(np.square(particles.ability - particles.level), axis=0, keepdims=True)

    def fit(spread: Floats) -> Floats:
        off = (spread - np.float32(np.log(believed.area_spread))) / np.float32(believed.area_spread_spread)
        value: Floats = -len(particles.ability) * spread - (far * np.exp(-2 * spread) + np.square(off)) * np.float32(
            0.5
        )
        return value

    old = particles.spread
    new = old + SPREAD_STEP * random.standard_normal(old.shape, dtype=np.float32)
    particles.spread = old + accepted(fit(new) - fit(old), random) * (new - old)
