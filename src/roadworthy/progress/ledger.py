"""Ledger -> what it proves, and when each skill was tried. Pure; in whatever order the entries come.

Checks fail many times while somebody works, and again whenever they tinker with what passed. So it is not single
attempts that say whether a skill is still there, but sittings: a row of attempts at one lab without a long pause.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from roadworthy.labs import Status
from roadworthy.progress.memory import Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from roadworthy.storage import LedgerEntry

SITTING = timedelta(hours=6)
"""Attempts at a lab with a longer pause between them are two sittings."""

FAILING = frozenset({Status.FAILED, Status.BROKEN, Status.LIMIT})
"""How an attempt ends that the judge could judge and that is no pass."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a ledger says of a skill.

    Attributes:
        passes: The attempts that prove it, oldest first; at least one.
        last_pass: When the last of them was made, as far as that can be believed; UTC.
        reviews: When it was tried, oldest first; the first of them is the first pass.
    """

    passes: tuple[LedgerEntry, ...]
    last_pass: datetime
    reviews: tuple[Review, ...]


def records(ledger: Iterable[LedgerEntry], now: datetime) -> dict[str, Record]:
    """Return what the ledger says of every skill that it proves, by id, sorted.

    A sitting tries the skills that its lab has proven before. It passes with code that has not passed before: the old
    solution, judged again, shows no memory. It fails if it ends without a pass, begins a good while after the last one,
    and nothing was heard for some hours. A lab that was never passed says nothing of skills that others proved.

    Args:
        ledger: One learner's, in any order; an attempt that is there twice counts once.
        now: UTC. An attempt from the future is believed to have passed, but not its date, since a clock was wrong: it
            counts as made when the ledger begins, so that its skills are reviewed soon. A failure there says nothing.
    """
    passes: defaultdict[str, list[tuple[datetime, LedgerEntry]]] = defaultdict(list)
    reviews: defaultdict[str, list[Review]] = defaultdict(list)
    for attempts in _by_lab(ledger, now).values():
        _follow(attempts, now, passes, reviews)
    found = {}
    for skill in sorted(passes):
        ordered = sorted(passes[skill], key=_moment_and_id)
        found[skill] = Record(
            tuple(entry for _, entry in ordered), ordered[-1][0], tuple(sorted(reviews[skill], key=_moment_and_outcome))
        )
    return found


def _by_lab(ledger: Iterable[LedgerEntry], now: datetime) -> Mapping[str, Sequence[tuple[datetime, LedgerEntry]]]:
    """Return lab -> its judged attempts with the moments to believe, oldest first; what failed before what passed."""
    judged = [
        # In UTC, since in other zones Python counts hours by the clock on the wall.
        (entry.started if entry.started.tzinfo is UTC else entry.started.astimezone(UTC), entry)
        for entry in ledger
        if entry.status is Status.PASSED or entry.status in FAILING
    ]
    first = min((at for at, _ in judged), default=now)
    labs: defaultdict[str, list[tuple[datetime, bool, str, LedgerEntry]]] = defaultdict(list)
    for at, entry in judged:
        passed = entry.status is Status.PASSED
        if at <= now or passed:
            labs[entry.lab].append((at if at <= now else min(first, now), passed, entry.attempt, entry))
    return {
        lab: [(at, entry) for at, _, _, entry in sorted(attempts, key=itemgetter(0, 1, 2))]
        for lab, attempts in labs.items()
    }


def _follow(
    attempts: Sequence[tuple[datetime, LedgerEntry]],
    now: datetime,
    passes: Mapping[str, list[tuple[datetime, LedgerEntry]]],
    reviews: Mapping[str, list[Review]],
) -> None:
    """Go through the attempts at one lab, and add what they say to `passes` and `reviews` of its skills."""
    proven: dict[str, None] = {}  # a set that keeps its order
    codes: set[str] = set()
    counted: set[str] = set()
    last_pass = None
    for sitting in _sittings(attempts):
        at, entry = sitting[-1]
        if entry.status is Status.PASSED:
            if entry.attempt not in counted:
                for skill in entry.skills:
                    passes[skill].append((at, entry))
                    if entry.submission_hash not in codes or skill not in proven:
                        reviews[skill].append(Review(at, passed=True))
                    proven[skill] = None
            counted.add(entry.attempt)
            codes.add(entry.submission_hash)
            last_pass = at
        elif last_pass and sitting[0][0] - last_pass > SITTING and now - at > SITTING:
            for skill in proven:
                reviews[skill].append(Review(at, passed=False))


def _sittings(attempts: Sequence[tuple[datetime, LedgerEntry]]) -> Iterator[list[tuple[datetime, LedgerEntry]]]:
    """Yield the attempts at one lab in pieces: each ends with a pass, or with a pause longer than `SITTING`."""
    sitting: list[tuple[datetime, LedgerEntry]] = []
    for at, entry in attempts:
        if sitting and at - sitting[-1][0] > SITTING:
            yield sitting
            sitting = []
        sitting.append((at, entry))
        if entry.status is Status.PASSED:
            yield sitting
            sitting = []
    if sitting:
        yield sitting


def _moment_and_outcome(review: Review) -> tuple[datetime, bool]:
    return review.at, not review.passed


def _moment_and_id(proof: tuple[datetime, LedgerEntry]) -> tuple[datetime, str]:
    return proof[0], proof[1].attempt
