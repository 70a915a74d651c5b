"""Why a probe is asked, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy.progress.placement.model import Probe
    from roadworthy.skills import Skill


def why(probe: Probe, decides: Sequence[str], skills: Mapping[str, Skill]) -> str:
    """Return what a probe tells.

    Args:
        probe: The probe.
        decides: Skills of which it is expected to tell, most first.
        skills: By id.
    """
    own = [skill for skill in probe.skills if skill in skills]
    centre = skills[next((skill for skill in decides if skill in own), own[0])].title
    others = [skills[skill].title for skill in decides if skill not in own]
    if not others:
        return f"Decides whether you know {centre}."
    if len(others) == 1:
        return f"Decides whether you know {centre}, and tells much of {others[0]}."
    return f"Decides {len(decides)} skills around {centre}: {others[0]} and {others[1]} are among them."
