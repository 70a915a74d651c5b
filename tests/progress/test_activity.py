from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from roadworthy.labs import Status
from roadworthy.progress import Day, activity

from .conftest import NOON
from .ledgers import failed, passed

BERLIN = ZoneInfo("Europe/Berlin")


def test_every_day_is_there_today_last_with_what_was_judged() -> None:
    ledger = [
        passed("sql-1", NOON),
        failed("sql-1", NOON - timedelta(hours=1)),
        failed("sql-1", NOON, Status.NOT_JUDGED),
        failed("sql-1", NOON - timedelta(days=2)),
        failed("sql-1", NOON - timedelta(days=3)),
        failed("sql-1", NOON + timedelta(days=1)),
    ]
    assert activity(ledger, now=NOON, zone=UTC, days=3) == (
        Day(date(2026, 11, 19), 1, 0),
        Day(date(2026, 11, 20), 0, 0),
        Day(date(2026, 11, 21), 2, 1),
    )


def test_the_day_is_the_one_of_the_learners_calendar() -> None:
    late = passed("sql-1", datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert activity([late], now=NOON, zone=UTC, days=2)[0].passed == 1
    assert activity([late], now=NOON, zone=BERLIN, days=2)[1].passed == 1
    assert activity([late], now=NOON, zone=ZoneInfo("Pacific/Kiritimati"), days=2)[0].passed == 1, (
        "it is the 22nd there"
    )


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_days_on_which_clocks_change_are_days(day: date, hours: int) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    hourly = [passed("sql-1", midnight + timedelta(hours=hour)) for hour in range(-1, 27)]
    noon_after = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN) + timedelta(days=1)
    before, on_it, after = activity(hourly, now=noon_after, zone=BERLIN, days=3)
    assert (before.attempts, on_it.date, on_it.attempts, after.attempts) == (1, day, hours, 27 - hours)
