"""Ledger -> mastery of every skill: how somebody stands with it, how sure that is, and what it rests on.

A pure function of the ledger, the labs, the catalogue and the moment. Claims are not among its arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from roadworthy.progress.memory import Memory, retrievabilities
from roadworthy.progress.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from roadworthy.labs import Lab
    from roadworthy.progress.summary import Proof
    from roadworthy.skills import Skill
    from roadworthy.storage import LedgerEntry

RETENTION = 0.9
"""The probability with which a skill shall still be there when its review is due, unless somebody sets another."""

STEP = 0.95
"""How sure we are of a direct prerequisite of what is surely known; of one that is two steps away, the square of it."""

CHANGED = 0.9
"""How much a pass on an earlier version of a lab is worth, against one on the version that stands."""


class Standing(StrEnum):
    """How somebody stands with a skill."""

    UNPROVEN = "unproven"
    INFERRED = "inferred"  # not passed, but likely: see `SkillMastery.basis`
    EARLIER = "earlier"  # passed, and every lab that was passed for it has changed since, or is gone
    FADING = "fading"  # passed, and its review is due
    PASSED = "passed"


class Basis(StrEnum):
    """What a standing rests on."""

    NOTHING = "nothing"
    PLACEMENT = "placement"
    PREREQUISITE = "prerequisite"  # skills were passed that have this one as a prerequisite
    LAB = "lab"


class SkillMastery(NamedTuple):
    """How somebody stands with a skill. A tuple, because there are hundreds of them a learner.

    Attributes:
        skill: Id of the skill.
        standing: See `Standing`.
        confidence: Probability, 0 to 1, that they can do it now; 0 where nothing is known.
        basis: What kind of thing that rests on.
        rests_on: Ids of the attempts that passed, newest first (LAB); of the passed skills that need it (PREREQUISITE).
        labs: Ids of the labs that were passed for it, the one passed last comes first.
        current: A pass stands on a lab as it is now.
        passed: When it was passed last, UTC; None if never.
        memory: What reviews are planned by; None if it was never passed.
    """

    skill: str
    standing: Standing = Standing.UNPROVEN
    confidence: float = 0.0
    basis: Basis = Basis.NOTHING
    rests_on: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    current: bool = False
    passed: datetime | None = None
    memory: Memory | None = None

    @property
    def proven(self) -> bool:
        """Return True if it was passed, lately or long ago, on this version of a lab or another."""
        return self.basis is Basis.LAB

    @property
    def due(self) -> datetime | None:
        """Return when its review is due, UTC; None if it was never passed."""
        return self.memory.due if self.memory else None


@dataclass(frozen=True)
class Rules:
    """What mastery is computed by, besides the ledger; made once for many ledgers by `rules`.

    Attributes:
        versions: Lab id -> hash of the lab as it is now, and the skills that it proves.
        ladder: Skill ids with their direct prerequisites; each comes before its prerequisites.
        skills: Ids of the catalogue's skills, in its order.
        retention: When a review is due: see `RETENTION`.
    """

    versions: Mapping[str, tuple[str, frozenset[str]]]
    ladder: tuple[tuple[str, tuple[str, ...]], ...]
    skills: tuple[str, ...]
    retention: float = RETENTION

    @cached_property
    def unproven(self) -> Mapping[str, SkillMastery]:
        """Skill id -> the mastery of who has done nothing, for every skill of the catalogue."""
        return {skill: SkillMastery(skill) for skill in self.skills}

    @cached_property
    def resting(self) -> Mapping[str, frozenset[str]]:
        """Skill id -> ids of all skills that need it, directly or indirectly; skills that none needs are left out."""
        found: dict[str, set[str]] = {}
        for skill, requires in self.ladder:
            for required in requires:
                found.setdefault(required, set()).update({skill}, found.get(skill, ()))
        return {skill: frozenset(above) for skill, above in found.items()}

    @cached_property
    def resting_sorted(self) -> Mapping[str, tuple[str, ...]]:
        """The same, sorted."""
        return {skill: tuple(sorted(above)) for skill, above in self.resting.items()}


def rules(labs: Mapping[str, Lab], catalogue: Mapping[str, Skill], retention: float = RETENTION) -> Rules:
    """Return the rules that labs and catalogue make as they are now.

    Args:
        labs: By id.
        catalogue: Skills by id; prerequisites that it does not have are left out.
        retention: See `RETENTION`.
    """
    order: dict[str, None] = {}

    def put(skill: str) -> None:
        if skill in catalogue and skill not in order:
            for required in catalogue[skill].requires:
                put(required)
            order[skill] = None

    for skill in catalogue:
        put(skill)
    return Rules(
        {lab.id: (lab.hash, frozenset(lab.skills)) for lab in labs.values()},
        tuple((skill, catalogue[skill].requires) for skill in reversed(order)),
        tuple(catalogue),
        retention,
    )


def mastery(
    ledger: Iterable[LedgerEntry], by: Rules, *, now: datetime, placed: Mapping[str, float] | None = None
) -> dict[str, SkillMastery]:
    """Return how somebody stands with every skill of the catalogue, and with any other that the ledger proves.

    A pass never lowers the confidence in a prerequisite, and what is passed stays passed: it fades, or is said to be of
    an earlier version. The order of the ledger does not matter.

    Args:
        ledger: One learner's, in any order.
        by: Of `rules`.
        now: UTC.
        placed: Skill -> probability, of those that placement infers to be known. Placement decides which those are.

    Returns:
        Skill id -> mastery, in the order of the catalogue, others after it by id.
    """
    return standings(summarise(ledger, by, now).proofs, by, now=now, placed=placed)


def standings(
    proofs: Iterable[Proof], by: Rules, *, now: datetime, placed: Mapping[str, float] | None = None
) -> dict[str, SkillMastery]:
    """Return mastery (see `mastery`) from the proofs of `summarise` by the same rules, in their order."""
    every = dict(by.unproven)
    # Columns, since a call for each of hundreds of skills would take most of the time.
    columns = list(zip(*proofs, strict=True))
    skills, currents, _, _, _, memories = columns or [()] * 6
    own = [
        likely if current else CHANGED * likely
        for likely, current in zip(retrievabilities(memories, now), currents, strict=True)
    ]
    proven = dict(zip(skills, own, strict=True))
    sure = _inferred(proven, by.ladder)
    placed = placed or {}
    passed = set(proven)
    for skill in sure.keys() | placed.keys():
        if skill in every and skill not in proven:
            every[skill] = _inferred_standing(skill, sure.get(skill, 0.0), placed.get(skill, 0.0), passed, by)
    if not columns:
        return every
    standing = [
        _FADING if due <= now else _PASSED if current else _EARLIER
        for (_, _, _, due, _), current in zip(memories, currents, strict=True)
    ]
    above = sure | {skill: max(sure.get(skill, 0.0), each) for skill, each in placed.items()}
    surest = [each if (other := above.get(skill, 0.0)) < each else other for skill, each in proven.items()]
    fields = zip(skills, standing, surest, repeat(Basis.LAB), *columns[2:4], *columns[1:2], *columns[4:], strict=False)
    every.update(zip(skills, map(_mastery, fields), strict=True))
    return every


def _inferred(proven: Mapping[str, float], ladder: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, float]:
    """Return how sure passed skills, with their confidences, make us of their prerequisites."""
    sure: dict[str, float] = {}
    for skill, requires in ladder:
        above, own = sure.get(skill, 0.0), proven.get(skill, 0.0)
        if own > above:
            above = own
        if above:
            above *= STEP
            for required in requires:
                if above > sure.get(required, 0.0):
                    sure[required] = above
    return sure


def _inferred_standing(skill: str, sure: float, placed: float, proven: set[str], by: Rules) -> SkillMastery:
    if placed > sure:
        return SkillMastery(skill, _INFERRED, placed, Basis.PLACEMENT)
    due_to = filter(proven.__contains__, by.resting_sorted.get(skill, ()))
    return SkillMastery(skill, _INFERRED, sure, _PREREQUISITE, tuple(due_to))


_mastery = partial(tuple.__new__, SkillMastery)  # hundreds of times a learner, without a call in Python
# Looked up hundreds of times a learner.
_EARLIER, _FADING, _INFERRED, _PASSED = Standing.EARLIER, Standing.FADING, Standing.INFERRED, Standing.PASSED
_PREREQUISITE = Basis.PREREQUISITE
