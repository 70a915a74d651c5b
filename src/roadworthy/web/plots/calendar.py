"""A year of activity: a column a week, a row a weekday, in two halves that stand side by side or one above the other.

A day of attempts is a hollow square, a day with a pass a filled one, and more of either is a larger square: none of it
is told by colour alone. Everything the picture says is in its months, too, for a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from roadworthy.progress import Day

WEEKS = 52
DAYS_SHOWN = WEEKS * 7
"""How many days a calendar holds at most."""

PITCH = 13  # from one day's square to the next, in units; a half is drawn at 1 to 1.4 pixels a unit
LEFT, TOP, RIGHT = 30, 18, 12  # room for the names of weekdays and months, and for a month that begins in the last week
SIZES = ((8, 11), (4, 9), (2, 7), (1, 5))  # from so many on, so large
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Half:
    """Half a year as inline SVG; `label` says in words what it shows."""

    svg: Markup
    label: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month's sums; `days` is on how many days something was attempted."""

    name: str
    days: int
    attempts: int
    passes: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year of activity, drawn and in numbers: months with activity, newest first."""

    halves: tuple[Half, ...]
    months: tuple[Month, ...]


def make_calendar(days: Iterable[Day], today: date, weeks: int = WEEKS) -> Calendar:
    """Return the calendar of some weeks, the last of which holds today.

    Args:
        days: What was done, in any order; days outside of the calendar, and those without attempts, are left out.
        today: By the learner's clock; days after it are not drawn.
        weeks: An even number of them.
    """
    monday = today - timedelta(days=today.weekday())
    first = monday - (weeks - 1) * _WEEK
    middle = first + weeks // 2 * _WEEK
    shown = {day.date: day for day in days if day.attempts and first <= day.date <= today}
    ends = ((first, middle - timedelta(days=1)), (middle, today))
    return Calendar(tuple(_half(shown, *end, weeks=weeks // 2) for end in ends), _months(shown))


def _half(days: Mapping[date, Day], first: date, last: date, *, weeks: int) -> Half:
    inside = [day for on, day in days.items() if first <= on <= last]
    label = f"{_day(first)} to {_day(last)}: {_words(inside)}"
    width, height = LEFT + weeks * PITCH + RIGHT, TOP + 7 * PITCH
    parts = [
        f'<svg class="calendar" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">',
        *(
            f'<text x="0" y="{TOP + row * PITCH + 9}">{name}</text>'
            for row, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"))
        ),
        *_month_names(first, last),
        *(_square(on, days.get(on), first) for on in _each_day(first, last)),
        "</svg>",
    ]
    return Half(Markup("".join(parts)), label)  # noqa: S704 - numbers and names of days only


def _month_names(first: date, last: date) -> Iterator[str]:
    """Yield each month's name over the week of its first day."""
    for on in _each_day(first, last):
        column = (on - first).days // 7
        if on.day == 1:
            yield f'<text x="{LEFT + column * PITCH}" y="{TOP - 7}">{on:%b}</text>'


def _square(on: date, day: Day | None, first: date) -> str:
    column, row = divmod((on - first).days, 7)
    if day is None:
        return f'<circle class="none" cx="{LEFT + column * PITCH + 6}" cy="{TOP + row * PITCH + 6}" r="1"/>'
    size = next(size for least, size in SIZES if (day.passed or day.attempts) >= least)
    inset = (PITCH - 1 - size) / 2
    x, y = LEFT + column * PITCH + inset, TOP + row * PITCH + inset
    kind = "passed" if day.passed else "tried"
    return (
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{size}" height="{size}" rx="2">'
        f"<title>{on:%a} {_day(on)}: {_words([day], count_days=False)}</title></rect>"
    )


def _months(days: Mapping[date, Day]) -> tuple[Month, ...]:
    grouped: dict[tuple[int, int], list[Day]] = {}
    for on in sorted(days, reverse=True):
        grouped.setdefault((on.year, on.month), []).append(days[on])
    return tuple(
        Month(f"{each[0].date:%B %Y}", len(each), sum(day.attempts for day in each), sum(day.passed for day in each))
        for each in grouped.values()
    )


def _each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def _words(days: list[Day], *, count_days: bool = True) -> str:
    attempts, passes = sum(day.attempts for day in days), sum(day.passed for day in days)
    if not attempts:
        return "nothing attempted"
    on = f" on {len(days)} day{'s' if len(days) != 1 else ''}" if count_days else ""
    return f"{attempts} attempt{'s' if attempts != 1 else ''}{on}, {passes} passed"
