"""Ledger -> what it proves, and when each skill was tried. Pure; in whatever order the entries come.

Checks fail many times while somebody works, and again whenever they tinker with what passed. So it is not single
attempts that say whether a skill is still there, but sittings: a row of attempts at one lab without a long pause.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from roadworthy.labs import Status
from roadworthy.progress.memory import Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.storage import LedgerEntry

SITTING = timedelta(hours=6)
"""Attempts at a lab with a longer pause between them are two sittings."""

FAILING = frozenset({Status.FAILED, Status.BROKEN, Status.LIMIT})
"""How an attempt ends that the judge could judge and that is no pass."""


class Record(NamedTuple):
    """What a ledger says of a skill.

    Attributes:
        passes: The attempts that prove it, oldest first; at least one. Dates that cannot be believed are mended.
        reviews: When it was tried, oldest first; the first of them is the first pass.
    """

    passes: list[LedgerEntry]
    reviews: list[Review]


def records(ledger: Iterable[LedgerEntry], now: datetime) -> dict[str, Record]:
    """Return what the ledger says of every skill that it proves, by id.

    A sitting tries the skills that its lab has proven before. It passes with code that has not passed before: the old
    solution, judged again, shows no memory, unless the sitting began with a mistake, as reviews do. It fails if it ends
    without a pass, begins a good while after the last one, and nothing was heard for some hours. A lab that was never passed says nothing of skills that others proved.

    Args:
        ledger: One learner's, in any order; an attempt that is there twice counts once.
        now: UTC. An attempt from the future is believed to have passed, but not its date, since a clock was wrong: it
            counts as made when the ledger begins, so that its skills are reviewed soon. A failure there says nothing.
    """
    found: defaultdict[str, Record] = defaultdict(lambda: Record([], []))
    for attempts in _by_lab(ledger, now):
        _follow(attempts, now, found)
    for record in found.values():  # each is in order but for those that several labs prove, and sorted quickly then
        record.passes.sort(key=_BY_MOMENT_AND_ID)
        record.reviews.sort(key=_by_moment_and_outcome)
    return dict(found)


def _by_lab(ledger: Iterable[LedgerEntry], now: datetime) -> Iterable[list[LedgerEntry]]:
    """Return the judged attempts at each lab, oldest first and what failed before what passed, with dates to believe."""
    labs: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in ledger:
        status = entry.status
        # Told apart by identity, since there are thousands, and the hash of an enumeration's member is slow.
        if status is _PASSED or status is Status.FAILED or status is Status.BROKEN or status is Status.LIMIT:
            labs[entry.lab].append(entry if entry.started.tzinfo is UTC else _in_utc(entry))
    for attempts in labs.values():
        attempts.sort(key=_BY_MOMENT_AND_ID)
    if any(attempts[-1].started > now for attempts in labs.values()):
        first = min(now, *(attempts[0].started for attempts in labs.values()))
        return [_believed(attempts, first, now) for attempts in labs.values()]
    return labs.values()


def _in_utc(entry: LedgerEntry) -> LedgerEntry:
    """Return the entry in UTC: in other zones Python counts hours by the clock on the wall."""
    return entry._replace(started=entry.started.astimezone(UTC))


def _believed(attempts: Iterable[LedgerEntry], first: datetime, now: datetime) -> list[LedgerEntry]:
    """Return the attempts without failures from the future, and with passes from there moved to `first`."""
    found = [
        entry if entry.started <= now else entry._replace(started=first)
        for entry in attempts
        if entry.started <= now or entry.status is _PASSED
    ]
    return sorted(found, key=_BY_MOMENT_AND_ID)


def _follow(attempts: Iterable[LedgerEntry], now: datetime, found: Mapping[str, Record]) -> None:
    """Go through the attempts at one lab, and add what they say to the records of its skills."""
    proven: dict[str, Record] = {}
    codes: set[str] = set()
    counted: set[str] = set()
    last_pass = begun = last = None  # the last pass; since then, where the sitting that failed so far began and got to

    for entry in attempts:
        at = entry.started
        if entry.status is not _PASSED:
            if last_pass is None:
                continue
            if begun is None or last is None:
                begun = last = at
            elif at - last > SITTING:
                _give_up(proven, last_pass, begun, last)
                begun = last = at
            else:
                last = at
            continue
        if last_pass and begun and last and at - last > SITTING:
            _give_up(proven, last_pass, begun, last)
        # A mistake was found in this sitting, a good while after the last pass: so reviews begin, with a mutant.
        mended = bool(last_pass and begun and last and at - last <= SITTING and begun - last_pass > SITTING)
        begun, last, last_pass = None, None, at
        if entry.attempt in counted:
            continue
        counted.add(entry.attempt)
        for skill in entry.skills:
            record = found[skill]
            record.passes.append(entry)
            if skill not in proven or mended or entry.submission_hash not in codes:
                record.reviews.append(Review(at, True))  # noqa: FBT003 - the tuple's second field, a thousand times
            proven[skill] = record
        codes.add(entry.submission_hash)
    if last_pass and begun and last and now - last > SITTING:
        _give_up(proven, last_pass, begun, last)


def _give_up(proven: Mapping[str, Record], last_pass: datetime, begun: datetime, last: datetime) -> None:
    """Note that a sitting without a pass is over; one that began soon after the last pass was tinkering."""
    if begun - last_pass > SITTING:
        for record in proven.values():
            record.reviews.append(Review(last, passed=False))


def _by_moment_and_outcome(review: Review) -> tuple[datetime, bool]:
    return review.at, not review.passed


_PASSED = Status.PASSED
_BY_MOMENT_AND_ID = attrgetter("started", "attempt")  # what did not pass has no id here, so it comes first
