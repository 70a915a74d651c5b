"""Ledger -> what it proves, before anybody asks how likely that is still there now. Pure."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from roadworthy.progress.ledger import Record, findings
from roadworthy.progress.memory import Memory, remember

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from roadworthy.progress.mastery import Rules
    from roadworthy.storage import LedgerEntry


class Proof(NamedTuple):
    """What a ledger proves of a skill.

    Attributes:
        skill: Id of the skill.
        current: A pass stands on a lab as it is now.
        rests_on: Ids of the attempts that passed, newest first.
        labs: Ids of the labs that were passed for it, the one passed last comes first.
        passed: When it was passed last, UTC.
        memory: What reviews are planned by.
    """

    skill: str
    current: bool
    rests_on: tuple[str, ...]
    labs: tuple[str, ...]
    passed: datetime
    memory: Memory


class Summary(NamedTuple):
    """All that mastery asks of a ledger.

    Attributes:
        proofs: One for each skill that the ledger proves, sorted by skill.
        since: It holds from this moment on, UTC; None if it holds only for the moment that it was made for.
        until: And up to this one, UTC; None if forever.
    """

    proofs: list[Proof]
    since: datetime | None
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Return True if this is what the ledger says at a moment, UTC, that it may not have been made for."""
        return self.since is not None and self.since <= now and (self.until is None or now <= self.until)


def summarise(ledger: Iterable[LedgerEntry], by: Rules, now: datetime) -> Summary:
    """Return what a ledger proves.

    Args:
        ledger: One learner's, in any order.
        by: Which labs there are, and the retention that is aimed at; neither catalogue nor prerequisites matter here.
        now: UTC.
    """
    records, since, until = findings(ledger, now)
    shared: dict[int, tuple[tuple[str, ...], tuple[str, ...], datetime, Memory]] = {}
    versions = by.versions
    proofs = []
    for skill, record in records.items():
        # Skills that are always proven together have one record, and it lives as long as `records`.
        told = shared.get(id(record))
        if told is None:
            told = shared[id(record)] = _told(record, by.retention)
        current = False
        for entry in reversed(record.passes):
            lab_hash, proves = versions.get(entry.lab, _GONE)
            if entry.lab_hash == lab_hash and skill in proves:
                current = True
                break
        proofs.append(_proof((skill, current, *told)))
    return Summary(sorted(proofs), since, until)


def _told(record: Record, retention: float) -> tuple[tuple[str, ...], tuple[str, ...], datetime, Memory]:
    passes = record.passes[::-1]
    return (
        tuple(map(_ATTEMPT, passes)),
        tuple(dict.fromkeys(map(_LAB, passes))),
        passes[0].started,
        remember(record.reviews, retention),
    )


_GONE: tuple[str, frozenset[str]] = ("", frozenset())
_proof = partial(tuple.__new__, Proof)  # hundreds of times a learner, without a call in Python
_ATTEMPT, _LAB = attrgetter("attempt"), attrgetter("lab")
