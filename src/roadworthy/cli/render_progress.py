"""A learner's progress on a terminal: skills by section, the calendar, reviews, the forecast. And as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from roadworthy.cli.console import signs, text
from roadworthy.cli.text import count, one_line
from roadworthy.progress import SkillMastery, Standing, as_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from roadworthy.progress import Overview
    from roadworthy.skills import Skill

CALENDAR_DAYS = 56
_HEIGHTS = " ▁▂▃▄▅▆▇█"
_ASCII_HEIGHTS = " .:-=+*#@"


def pages(
    overview: Overview, areas: Mapping[str, Sequence[Skill]], *, everything: bool, width: int
) -> Iterator[RenderableType]:
    """Yield what is printed, part by part; no line is wider than `width` columns."""
    mastery = overview.mastery
    proven = [each for each in mastery.values() if each.proven]
    provable = {skill for lab in overview.labs.values() for skill in lab.skills}
    inferred = sum(each.standing is Standing.INFERRED for each in mastery.values())
    yield text(f"{count(len(proven), 'skill')} proven of {len(provable)} that labs can prove, {inferred} inferred.")
    known = {title: [mastery[skill.id] for skill in skills] for title, skills in areas.items()}
    strays = [each for skill, each in mastery.items() if skill not in overview.catalogue]
    for title, found in [*known.items(), ("Others", strays)]:
        shown = [each for each in found if everything or each.standing is not Standing.UNPROVEN]
        if shown:
            passed = sum(each.proven for each in found)
            yield Text.assemble("\n", text(one_line(title), "bold"), (f"  {passed} of {len(found)}", "dim"))
            yield _table(shown, overview, width)
    if not proven and not everything:
        yield text("\nNothing is proven yet: `roadworthy next` says where to begin.")
    yield from _calendar(overview)
    yield from _reviews(overview)


def _table(shown: Sequence[SkillMastery], overview: Overview, width: int) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(12, width - 40))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis")
    for each in shown:
        glyph, style = sign(each.standing)
        title = overview.catalogue[each.skill].title if each.skill in overview.catalogue else each.skill
        sure = f"{each.confidence:.0%}" if each.confidence else ""
        table.add_row(Text(glyph, style=style), text(one_line(title)), sure, text(words(each, overview), "dim"))
    return table


def words(each: SkillMastery, overview: Overview) -> str:
    """Return in a few words how somebody stands with a skill: "passed, review in 12 days"."""
    if each.standing is Standing.INFERRED:
        if not each.rests_on:
            return "inferred by placement"
        first = overview.catalogue.get(each.rests_on[0])
        single = f"“{one_line(first.title)}”" if first else each.rests_on[0]
        return f"inferred from {single if len(each.rests_on) == 1 else count(len(each.rests_on), 'passed skill')}"
    if each.due is None:
        return "unproven"
    days = (each.due - overview.now).days
    version = "passed" if each.current else "passed an earlier version"
    if each.standing is Standing.FADING:
        return f"{version}, review due"
    return f"{version}, review in {count(days, 'day')}" if days else f"{version}, review within a day"


def sign(standing: Standing) -> tuple[str, str]:
    """Return sign and style of a standing; shape tells them apart, colour only helps."""
    glyphs = signs()
    return {
        Standing.PASSED: (glyphs.passed, "green"),
        Standing.EARLIER: (glyphs.earlier, "yellow"),
        Standing.FADING: (glyphs.due, "yellow"),
        Standing.INFERRED: (glyphs.inferred, "cyan"),
        Standing.UNPROVEN: (" ", "dim"),
    }[standing]


def _calendar(overview: Overview) -> Iterator[RenderableType]:
    days = overview.activity(days=CALENDAR_DAYS)
    attempts = [day.attempts for day in days]
    yield Text.assemble("\n", ("Last 8 weeks", "bold"), ("  attempts a day, today at the right", "dim"))
    yield Text(f"|{_bars(attempts)}|")
    worked = sum(bool(number) for number in attempts)
    yield text(
        f"{count(sum(attempts), 'attempt')} on {count(worked, 'day')}, {sum(day.passed for day in days)} passed", "dim"
    )


def _reviews(overview: Overview) -> Iterator[RenderableType]:
    due = overview.reviews()
    loads = overview.forecast()
    yield Text.assemble("\n", ("Reviews", "bold"), ("  minutes a week, the coming 12", "dim"))
    yield Text(f"|{_bars([load.minutes for load in loads])}|")
    minutes = [load.minutes for load in loads]
    yield text(
        f"{count(len(due), 'review')} due now; {minutes[0]} min this week, at most {max(minutes)} in a week", "dim"
    )
    if due:
        yield Text("roadworthy review", style="cyan")


def _bars(values: Sequence[int]) -> str:
    """Return a bar of text for each value; any that is not 0 can be seen."""
    heights = _HEIGHTS if signs().passed == "✓" else _ASCII_HEIGHTS
    highest = max(values, default=0)
    return "".join(heights[-(-value * (len(heights) - 1) // highest)] if value else heights[0] for value in values)


def to_json(overview: Overview) -> dict[str, Any]:
    """Return all of it as plain JSON-able data; skills of which nothing is known are left out."""
    return {
        "learner": overview.learner,
        "at": overview.now.isoformat(),
        "skills": [as_data(each) for each in overview.mastery.values() if each.standing is not Standing.UNPROVEN],
        "days": [
            {"date": day.date.isoformat(), "attempts": day.attempts, "passed": day.passed}
            for day in overview.activity()
        ],
        "reviews_due": len(overview.reviews()),
        "next_due": overview.next_due.isoformat() if overview.next_due else None,
        "forecast": [
            {"begins": load.begins.isoformat(), "reviews": load.reviews, "minutes": load.minutes}
            for load in overview.forecast()
        ],
    }
