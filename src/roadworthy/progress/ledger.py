"""Ledger -> what it proves, and when each skill was tried. Pure; in whatever order the entries come.

Checks fail many times while somebody works, and again whenever they tinker with what passed. So it is not single
attempts that say whether a skill is still there, but sittings: a row of attempts at one lab without a long pause.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from roadworthy.labs import Status
from roadworthy.progress.memory import Review

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy.storage import LedgerEntry

SITTING = timedelta(hours=6)
"""Attempts at a lab with a longer pause between them are two sittings."""

FAILING = frozenset({Status.FAILED, Status.BROKEN, Status.LIMIT})
"""How an attempt ends that the judge could judge and that is no pass."""


class Record(NamedTuple):
    """What a ledger says of a skill, or one lab's part of it; skills that are always proven together share theirs.

    Attributes:
        passes: The attempts that prove it, oldest first; at least one. Dates that cannot be believed are mended.
        reviews: When it was tried, oldest first; the first of them is the first pass.
    """

    passes: list[LedgerEntry]
    reviews: list[Review]


class Findings(NamedTuple):
    """What a ledger says, and from when until when it says so; in between the moment makes no difference.

    Attributes:
        records: Skill -> what the ledger says of it, for every skill that it proves.
        since: The first moment, UTC; None if it holds for this moment only, since some date had to be mended.
        until: The last moment, UTC: then a sitting will be over that still goes on. None if none does.
    """

    records: dict[str, Record]
    since: datetime | None
    until: datetime | None


class Trail(NamedTuple):
    """The attempts at a lab that was passed: what passed, and when something failed; each oldest first.

    What failed before the first pass may be there or not: it says nothing.
    """

    passes: list[LedgerEntry]
    failures: list[datetime]


def findings(ledger: Iterable[LedgerEntry], now: datetime) -> Findings:
    """Return what the ledger says of every skill that it proves.

    A sitting tries the skills that its lab has proven before. It passes with code that has not passed before: the old
    solution, judged again, shows no memory, unless the sitting began with a mistake, as reviews do. It fails if it ends
    without a pass, begins a good while after the last one, and nothing was heard for some hours. A lab that was never
    passed says nothing of skills that others proved.

    Args:
        ledger: One learner's, in any order; an attempt that is there twice counts once.
        now: UTC. An attempt from the future is believed to have passed, but not its date, since a clock was wrong: it
            counts as made when the ledger begins, so that its skills are reviewed soon. A failure there says nothing.
    """
    parts: defaultdict[str, list[Record]] = defaultdict(list)
    trails, latest = _trails(ledger, now)
    ends: list[datetime] = []
    for trail in trails:
        proven = [entry.skills for entry in trail.passes]
        if proven.count(proven[0]) == len(proven):
            record = _follow(trail, now, ends)
            for skill in proven[0]:
                parts[skill].append(record)
        else:  # the lab has come to prove other skills
            for skill in set(chain.from_iterable(proven)):
                parts[skill].append(_follow(trail, now, ends, skill))
    return Findings(
        {skill: each[0] if len(each) == 1 else _joined(each) for skill, each in parts.items()},
        max([latest, *(end + _MOMENT for end in ends if end < now)]) if latest <= now else None,
        min((end for end in ends if end >= now), default=None),
    )


def _joined(parts: Iterable[Record]) -> Record:
    passes, reviews = zip(*parts, strict=True)
    return Record(
        sorted(chain.from_iterable(passes), key=_BY_MOMENT_AND_ID),
        sorted(chain.from_iterable(reviews), key=_by_moment_and_outcome),
    )


def _trails(ledger: Iterable[LedgerEntry], now: datetime) -> tuple[list[Trail], datetime]:
    """Return a trail for each lab that was passed, with dates to believe; and the latest date, whatever it is."""
    from roadworthy.storage import Ledger  # late: who asks for other things needs no database

    if not isinstance(ledger, Ledger) or (ledger.latest or now) > now:
        return _sifted(ledger, now)
    passes = _by_lab(ledger.passes)
    failures = ledger.failures({lab: each[0].started for lab, each in passes.items()})
    return [Trail(each, failures.get(lab, [])) for lab, each in passes.items()], ledger.latest or _NEVER


def _by_lab(passes: Iterable[LedgerEntry]) -> dict[str, list[LedgerEntry]]:
    """Return the passes of each lab, oldest first."""
    labs: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in passes:
        labs[entry.lab].append(entry)
    for each in labs.values():
        each.sort(key=_BY_MOMENT_AND_ID)
    return labs


def _sifted(ledger: Iterable[LedgerEntry], now: datetime) -> tuple[list[Trail], datetime]:
    """Return the same of a ledger in whatever order, of whatever time zones, with attempts from the future among them."""
    judged = [entry if entry.started.tzinfo is UTC else _in_utc(entry) for entry in ledger if entry.status in _JUDGED]
    first = min([now, *(entry.started for entry in judged)])
    passes, failures = [], defaultdict(list)
    for entry in judged:
        if entry.status is _PASSED:
            passes.append(entry if entry.started <= now else entry._replace(started=first))
        elif entry.started <= now:
            failures[entry.lab].append(entry.started)
    latest = max((entry.started for entry in judged), default=_NEVER)
    return [Trail(each, sorted(failures[lab])) for lab, each in _by_lab(passes).items()], latest


def _in_utc(entry: LedgerEntry) -> LedgerEntry:
    """Return the entry in UTC: in other zones Python counts hours by the clock on the wall."""
    return entry._replace(started=entry.started.astimezone(UTC))


def _follow(trail: Trail, now: datetime, ends: list[datetime], skill: str = "") -> Record:
    """Go through the attempts at one lab; return what they say of a skill, or, without one, of each that they prove.

    Where no pass follows the last failures, `ends` learns when their sitting is over.
    """
    passes, failures = trail
    record = Record([], [])
    codes: set[str] = set()
    counted: set[str] = set()
    last_pass = passes[0].started
    # What failed before the first pass says nothing; of the same moment, what failed comes first.
    position = bisect_right(failures, last_pass)

    for entry in passes:
        _, at, _, attempt, _, code, skills = entry
        mended = False
        if position < len(failures) and failures[position] <= at:
            end = bisect_right(failures, at, position)
            begun = last = failures[position]
            if end > position + 1:
                begun, last = _sit(failures[position:end], last_pass, record)
            position = end
            if at - last > SITTING:
                _give_up(record, last_pass, begun, last)
            else:
                # A mistake was found in this sitting, a good while after the last pass: so reviews begin, with a mutant.
                mended = begun - last_pass > SITTING
        last_pass = at
        if attempt in counted:
            continue
        counted.add(attempt)
        if not skill or skill in skills:
            if mended or code not in codes or not record.passes:
                record.reviews.append(_review((at, True)))
            record.passes.append(entry)
        codes.add(code)
    if position < len(failures):
        begun, last = _sit(failures[position:], last_pass, record)
        ends.append(last + SITTING)
        if now > ends[-1]:
            _give_up(record, last_pass, begun, last)
    return record


def _sit(failures: list[datetime], last_pass: datetime, record: Record) -> tuple[datetime, datetime]:
    """Go through failures with no pass between them; return where the last sitting of them began and got to."""
    begun = last = failures[0]
    for at in failures:
        if at - last > SITTING:
            _give_up(record, last_pass, begun, last)
            begun = at
        last = at
    return begun, last


def _give_up(record: Record, last_pass: datetime, begun: datetime, last: datetime) -> None:
    """Note that a sitting without a pass is over; one that began soon after the last pass was tinkering."""
    if record.passes and begun - last_pass > SITTING:
        record.reviews.append(Review(last, passed=False))


def _by_moment_and_outcome(review: Review) -> tuple[datetime, bool]:
    return review.at, not review.passed


_NEVER = datetime.min.replace(tzinfo=UTC)  # no moment is earlier
_MOMENT = timedelta(microseconds=1)  # no two moments are closer
_PASSED = Status.PASSED
_JUDGED = FAILING | {_PASSED}
_review = partial(tuple.__new__, Review)  # hundreds of times a learner
_BY_MOMENT_AND_ID = attrgetter("started", "attempt")  # what did not pass has no id here, so it comes first
