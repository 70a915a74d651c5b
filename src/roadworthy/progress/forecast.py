"""How much reviewing the coming weeks will bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from roadworthy.progress.memory import after
from roadworthy.progress.review import review_lab, review_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from roadworthy.labs import Lab
    from roadworthy.progress.mastery import Rules, SkillMastery

WEEKS = 12


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """The reviews of one week: when it begins (UTC), how many there are, and how many minutes they take together."""

    begins: datetime
    reviews: int
    minutes: int


def forecast(
    masteries: Mapping[str, SkillMastery],
    labs: Mapping[str, Lab],
    by: Rules,
    *,
    now: datetime,
    weeks: int = WEEKS,
) -> tuple[WeekLoad, ...]:
    """Return the load of the coming weeks, if every review is passed on the day it is due and nothing new is learned.

    What is overdue counts in the first week. Skills that fall due on one day and are reviewed by one lab are one review.

    Args:
        masteries: Of `mastery`.
        labs: By id.
        by: The rules that the masteries were computed by.
        now: UTC; the first week begins here.
        weeks: How many weeks, of seven times 24 hours.
    """
    found: dict[tuple[int, str], int] = {}
    for each in masteries.values():
        memory = each.memory
        chosen = review_lab(each, labs) if memory else None
        if memory is None or chosen is None:
            continue
        lab, kind = chosen
        minutes = review_minutes(lab, kind)
        while True:
            days = max(0, (max(memory.due, now) - now).days)
            if days >= 7 * weeks:
                break
            found[days, lab.id] = max(found.get((days, lab.id), 0), minutes)
            elapsed = (max(memory.due, now) - memory.last).days
            memory = after(memory, elapsed, by.retention)
    loads = []
    for week in range(weeks):
        minutes_of = [minutes for (day, _), minutes in found.items() if day // 7 == week]
        loads.append(WeekLoad(now + timedelta(weeks=week), len(minutes_of), sum(minutes_of)))
    return tuple(loads)
