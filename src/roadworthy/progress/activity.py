"""Ledger -> what was done on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from roadworthy.labs import Status
from roadworthy.progress.ledger import FAILING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from roadworthy.storage import LedgerEntry

DAYS = 12 * 7


@dataclass(frozen=True, slots=True)
class Day:
    """What was done on a day of the learner's calendar: attempts that were judged, and how many of them passed."""

    date: date
    attempts: int
    passed: int


def activity(
    ledger: Iterable[LedgerEntry], *, now: datetime, zone: tzinfo | None = None, days: int = DAYS
) -> tuple[Day, ...]:
    """Return the last days, the oldest first, today last; days on which nothing was done too.

    A day is one of the calendar, 23 or 25 hours long where clocks change. Attempts outside of these days, those from the
    future among them, are left out.

    Args:
        ledger: One learner's, in any order.
        now: An aware moment.
        zone: Where the learner's days begin; None: where those of this machine do.
        days: How many.
    """
    today = now.astimezone(zone).date()
    attempts = {today - timedelta(days=days - 1 - back): 0 for back in range(days)}
    passed = dict(attempts)
    for entry in ledger:
        good = entry.status is Status.PASSED
        if not good and entry.status not in FAILING:
            continue
        day = entry.started.astimezone(zone).date()
        if day in attempts:
            attempts[day] += 1
            passed[day] += good
    return tuple(Day(day, attempts[day], passed[day]) for day in attempts)
