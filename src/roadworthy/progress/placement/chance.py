"""Draws that several moves share."""

from __future__ import annotations

import numpy as np

from roadworthy.progress.placement.graph import Bools, Floats


def accepted(gain: Floats, random: np.random.Generator) -> Bools:
    """Return (...) which proposals are accepted (Metropolis), where `gain` is by how much their log-density is higher."""
    taken: Bools = random.random(gain.shape, dtype=np.float32) < np.exp(np.minimum(gain, np.float32(0)))
    return taken


def draw_centre(
    values: Floats, spread: Floats | float, mean: float, mean_spread: float, random: np.random.Generator
) -> Floats:
    """Draw the centre (1, p) of normal values (areas, p), given them and the normal prior of the centre."""
    precision = 1 / mean_spread**2 + len(values) / spread**2
    middle = (mean / mean_spread**2 + values.sum(axis=0, keepdims=True) / spread**2) / precision
    noise = random.standard_normal(middle.shape, dtype=np.float32)
    drawn: Floats = (middle + noise / np.sqrt(precision)).astype(np.float32)
    return drawn
