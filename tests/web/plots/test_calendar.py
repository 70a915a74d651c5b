"""A year of activity as a picture: every day in its place, and all of it said in words as well."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.progress import Day
from roadworthy.web.plots import Calendar, make_calendar

TODAY = date(2026, 11, 26)  # a Thursday


def made(*days: Day, today: date = TODAY) -> Calendar:
    return make_calendar(days, today)


def squares(calendar: Calendar) -> list[ET.Element]:
    halves = [ET.fromstring(half.svg) for half in calendar.halves]  # noqa: S314 - drawn by us
    return [node for half in halves for node in half.iter() if node.get("class") in {"none", "tried", "passed"}]


@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_of_a_year_has_one_place_and_none_comes_after_today(today: date) -> None:
    days = squares(make_calendar((), today))
    assert len(days) == 51 * 7 + today.weekday() + 1
    half = [(node.get("cx"), node.get("cy")) for node in days[: 26 * 7]]
    assert len(set(half)) == len(half)


def test_a_day_stands_in_its_week_and_row() -> None:
    monday_before = made(Day(date(2026, 11, 16), 1, 0))
    this_thursday = made(Day(TODAY, 1, 0))
    (one,) = [node for node in squares(monday_before) if node.get("class") == "tried"]
    (two,) = [node for node in squares(this_thursday) if node.get("class") == "tried"]
    assert float(two.get("x", 0)) - float(one.get("x", 0)) == 13
    assert float(two.get("y", 0)) - float(one.get("y", 0)) == 3 * 13


def test_passes_and_mere_attempts_differ_by_shape_and_more_is_larger() -> None:
    days = [Day(TODAY - timedelta(days=number), attempts, 0) for number, attempts in enumerate((1, 2, 4, 8, 50))]
    sizes = [node.get("width") for node in reversed(squares(made(*days))) if node.get("class") == "tried"]
    assert sizes == ["5", "7", "9", "11", "11"]
    (passed,) = [node for node in squares(made(Day(TODAY, 9, 1))) if node.get("class") == "passed"]
    assert passed.get("width") == "5", "it is passes that count on a day that has them"


def test_the_picture_is_said_in_words() -> None:
    calendar = made(Day(date(2026, 11, 2), 3, 1), Day(date(2026, 11, 1), 1, 0), Day(date(2025, 12, 24), 2, 2))
    first, second = (half.label for half in calendar.halves)
    assert first == "1 Dec 2025 to 31 May 2026: 2 attempts on 1 day, 2 passed"
    assert second == "1 Jun 2026 to 26 Nov 2026: 4 attempts on 2 days, 1 passed"
    assert [(month.name, month.days, month.attempts, month.passes) for month in calendar.months] == [
        ("November 2026", 2, 4, 1),
        ("December 2025", 1, 2, 2),
    ]
    assert "<title>Mon 2 Nov 2026: 3 attempts, 1 passed</title>" in calendar.halves[1].svg


def test_what_lies_outside_is_left_out() -> None:
    calendar = made(Day(date(2025, 11, 30), 5, 5), Day(TODAY + timedelta(days=1), 5, 5))
    assert calendar.months == ()
    assert all("nothing attempted" in half.label for half in calendar.halves)


@pytest.mark.parametrize("today", [date(2026, 11, 26), date(2026, 3, 1), date(2024, 2, 29)])
def test_each_month_is_named_once_over_its_first_week(today: date) -> None:
    halves = [ET.fromstring(half.svg) for half in make_calendar((), today).halves]  # noqa: S314 - drawn by us
    names = [node.text for half in halves for node in half.iter("text") if node.text not in {"Mon", "Wed", "Fri"}]
    assert len(names) in {11, 12, 13}
    assert len(set(names[:11])) == 11
