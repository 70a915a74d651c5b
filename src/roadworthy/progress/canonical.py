"""Mastery as bytes: the same ledger gives the same bytes, on every machine and in whatever order it was kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from roadworthy.progress.mastery import SkillMastery

DIGITS = 6
"""Digits after the point: fewer than machines differ by, more than anybody needs."""


def canonical_bytes(masteries: Mapping[str, SkillMastery], *, learner: str, at: datetime) -> bytes:
    """Return mastery as JSON, UTF-8, keys sorted, with a final newline; unproven skills are left out.

    Args:
        masteries: Of `mastery`.
        learner: Whose.
        at: The moment it was computed for, UTC.
    """
    known = {skill: as_data(each) for skill, each in masteries.items() if each.confidence or each.proven}
    document = {"format": "roadworthy-mastery-1", "learner": learner, "at": at.isoformat(), "skills": known}
    return (json.dumps(document, sort_keys=True, indent=1) + "\n").encode("ascii")


def as_data(one: SkillMastery) -> dict[str, Any]:
    """Return the mastery of a skill as plain JSON-able data: moments in ISO 8601, UTC; numbers rounded to `DIGITS`."""
    memory = one.memory
    return {
        "skill": one.skill,
        "standing": one.standing.value,
        "confidence": round(one.confidence, DIGITS),
        "basis": one.basis.value,
        "rests_on": list(one.rests_on),
        "labs": list(one.labs),
        "current": one.current,
        "passed": one.passed.isoformat() if one.passed else None,
        "due": memory.due.isoformat() if memory else None,
        "stability_days": round(memory.stability, DIGITS) if memory else None,
        "reviews": memory.reviews if memory else 0,
    }
