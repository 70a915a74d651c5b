"""Where a newcomer stands, from few probes: Bayesian inference over the states that prerequisites allow."""

from roadworthy.progress.placement.model import Change, Ground, Inferred, Probe, ProbeChoice
from roadworthy.progress.placement.placement import Placement
from roadworthy.progress.placement.probes import probes_of, within_reach

__all__ = ["Change", "Ground", "Inferred", "Placement", "Probe", "ProbeChoice", "probes_of", "within_reach"]
