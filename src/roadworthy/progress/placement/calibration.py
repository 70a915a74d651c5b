"""From what the particles say to probabilities that hold: "95%" has to be right 95 times in 100."""

from __future__ import annotations

from math import exp, log

# Fitted by `benchmarks/placement.py --fit` on seeds and populations other than those that it reports.
TEMPERATURE = 0.9


def calibrated(share: float, particles: int) -> float:
    """Return the probability that a share of the particles stands for.

    Args:
        share: Of the particles that know a skill, 0 to 1.
        particles: How many there are; a sample of p cannot tell anything below 1/(2p) from nothing.
    """
    least = 1 / (2 * particles)
    inside = min(max(share, least), 1 - least)
    return 1 / (1 + exp(-log(inside / (1 - inside)) * TEMPERATURE))
