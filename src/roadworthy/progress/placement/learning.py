"""Taking an answer in: particles are reweighted, drawn anew, and moved."""

from __future__ import annotations

import numpy as np

from roadworthy.progress.placement.graph import Floats
from roadworthy.progress.placement.honesty import claim_scores
from roadworthy.progress.placement.moves import Told, sweep
from roadworthy.progress.placement.particles import Particles
from roadworthy.progress.placement.world import World

ENOUGH = 0.3  # of the particles have to carry the weight, or the answer is taken in by parts
SMALLEST_PART = 1 / 32
SWEEPS = 3
SWEEPS_FOR_CLAIMS = 10


def settle(particles: Particles, world: World, told: Told, random: np.random.Generator, sweeps: int) -> None:
    """Move particles towards what is believed now, in place."""
    for turn in range(sweeps):
        sweep(particles, world, told, random, turn)


def take_in(particles: Particles, world: World, told: Told, change: Floats, random: np.random.Generator) -> None:
    """Take an answer in, in place.

    A surprising answer leaves few particles; it is taken in by parts, and particles move between the parts.

    Args:
        particles: Are changed.
        world: The prior and the claims.
        told: All earlier answers; is changed.
        change: (rows, 1) what the answer adds to `told`.
        random: Where chance comes from.
    """
    left = 1.0
    while left > 0:
        score = _scores(particles, world.graph.skills, change)
        part = _part(score, left)
        _resample(particles, score * np.float32(part), random)
        told.rows = told.rows + change * np.float32(part)
        left -= part
        settle(particles, world, told, random, 1 if left > 0 else SWEEPS)


def take_in_claims(particles: Particles, world: World, told: Told, random: np.random.Generator) -> None:
    """Take all claims in, in place and by parts, before any answer."""
    while told.claims < 1:
        score = claim_scores(particles, world)
        part = _part(score, 1 - told.claims)
        _resample(particles, score * np.float32(part), random)
        told.claims += part
        settle(particles, world, told, random, 1)
    settle(particles, world, told, random, SWEEPS_FOR_CLAIMS)


def _part(score: Floats, left: float) -> float:
    """Return how much of what is left can be taken in at once."""
    part = left
    while part > SMALLEST_PART and _effective(score * np.float32(part)) < ENOUGH * len(score):
        part /= 2
    return part


def _scores(particles: Particles, skills: int, change: Floats) -> Floats:
    """Return (p,) the log-likelihood of a change for each particle, up to a constant."""
    rows = np.flatnonzero(change[:, 0])
    holds = particles.known[rows]
    sets = rows >= skills
    holds[sets] = particles.missing[rows[sets]] == 0
    score: Floats = (change[rows] * holds).sum(axis=0)
    return score


def _effective(score: Floats) -> float:
    """Return how many equally weighted particles the weighted ones are worth."""
    weight = np.exp(score - score.max())
    return float(weight.sum() ** 2 / (weight**2).sum())


def _resample(particles: Particles, score: Floats, random: np.random.Generator) -> None:
    """Draw particles by weight (systematic resampling: one random number, evenly spaced)."""
    weight = np.exp((score - score.max()).astype(np.float64))
    ends = np.cumsum(weight / weight.sum())
    points = (np.arange(particles.count) + random.random()) / particles.count
    particles.take(np.minimum(np.searchsorted(ends, points), particles.count - 1))
