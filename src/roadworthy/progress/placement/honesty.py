"""How honest a learner's claims are: what a claim weighs, and how the rates of claiming too much or too little move."""

from __future__ import annotations

import numpy as np

from roadworthy.progress.placement.chance import accepted, draw_centre
from roadworthy.progress.placement.graph import Bools, Floats
from roadworthy.progress.placement.particles import Particles, softplus
from roadworthy.progress.placement.world import World

BOAST_STEP = np.float32(0.8)
MODEST_STEP = np.float32(0.5)


def claim_weights(particles: Particles, world: World) -> tuple[Floats, Floats, Floats]:
    """Return the logarithm of how likely each claim is: not known but ready, not ready, and known."""
    step = np.float32(world.believed.boast_near)
    area = world.graph.area

    def likely(logit: Floats) -> Floats:
        return world.claimed * logit[area] - softplus(logit)[area]

    silent = ~world.claimed * particles.modest - softplus(particles.modest)
    return likely(particles.boast_in + step), likely(particles.boast_in - step), silent


def claim_scores(particles: Particles, world: World) -> Floats:
    """Return (p,) the log-likelihood of all claims for each particle."""
    near, far, shown = claim_weights(particles, world)
    known = particles.known[: world.graph.skills]
    ready = particles.missing[: world.graph.skills] == 0
    score: Floats = (world.said * (known * shown + (ready & ~known) * near + ~ready * far)).sum(axis=0)
    return score


def move_honesty(particles: Particles, world: World, heard: float, random: np.random.Generator) -> None:
    """Propose new rates of claiming too much, by area, and of claiming too little."""
    believed, graph = world.believed, world.graph
    known = particles.known[: graph.skills]
    ready = particles.missing[: graph.skills] == 0

    def count(mask: Bools) -> Floats:
        counts: Floats = graph.area_sums @ mask.astype(np.float32) * np.float32(heard)
        return counts

    yes, no = world.said & world.claimed, world.said & ~world.claimed
    tallies = [(count(ready & ~known & yes), count(ready & ~known & no)), (count(~ready & yes), count(~ready & no))]

    def fit(boast: Floats) -> Floats:
        total = np.zeros_like(boast)
        for (claims, denials), step in zip(tallies, (believed.boast_near, -believed.boast_near), strict=True):
            logit = boast + np.float32(step)
            total += claims * logit - (claims + denials) * softplus(logit)
        return total - (boast - particles.boast) ** 2 / np.float32(2 * believed.boast_area_spread**2)

    old = particles.boast_in
    new = old + BOAST_STEP * random.standard_normal(old.shape, dtype=np.float32)
    particles.boast_in = old + accepted(fit(new) - fit(old), random) * (new - old)
    particles.boast = draw_centre(
        particles.boast_in, believed.boast_area_spread, believed.boast, believed.boast_spread, random
    )
    hidden, shown = (count(known & of).sum(axis=0, keepdims=True) for of in (no, yes))
    _move_modesty(particles, world, hidden, shown, random)


def _move_modesty(
    particles: Particles, world: World, hidden: Floats, shown: Floats, random: np.random.Generator
) -> None:
    believed = world.believed

    def fit(modest: Floats) -> Floats:
        prior = (modest - np.float32(believed.modest)) ** 2 / np.float32(2 * believed.modest_spread**2)
        value: Floats = hidden * modest - (hidden + shown) * softplus(modest) - prior
        return value

    old = particles.modest
    new = old + MODEST_STEP * random.standard_normal(old.shape, dtype=np.float32)
    particles.modest = (old + accepted(fit(new) - fit(old), random) * (new - old)).astype(np.float32)
