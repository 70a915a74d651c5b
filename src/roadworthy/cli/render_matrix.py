"""People by skills: on a terminal, as CSV, as JSON, and as a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadworthy.progress import Standing, as_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from rich.console import RenderableType

    from roadworthy.progress import Matrix

MOST_COLUMNS = 8
_SHOWN_LESSONS = 10
_SHOWN_SKILLS = 20
_NAME = 8


def pages(made: Matrix, titles: Mapping[str, str], *, width: int, roadmap: str) -> Iterator[RenderableType]:
    """Yield what is printed, part by part; no line is wider than `width` columns.

    Args:
        made: The matrix.
        titles: Skill id -> title.
        width: Columns.
        roadmap: Slug of the roadmap whose skills they are, or "".
    """
    from rich.text import Text

    from roadworthy.cli.console import text
    from roadworthy.cli.text import count, one_line

    people = f"{len(made.people)} {'person' if len(made.people) == 1 else 'people'}"
    yield text(f"{people}, {count(len(made.skills), 'skill')}{f' of {one_line(roadmap)}' if roadmap else ''}")
    yield from _by_skill(made, titles) if len(made.people) <= MOST_COLUMNS and width >= 76 else _by_person(made)
    if made.gaps:
        yield Text.assemble("\n", ("Nobody has proven", "bold"), (f"  {len(made.gaps)}", "dim"))
        yield text(one_line(_some(tuple(titles.get(skill, skill) for skill in made.gaps), _SHOWN_SKILLS)))
    if made.single:
        yield Text.assemble("\n", ("Only one person has proven", "bold"), (f"  {len(made.single)}", "dim"))
        alone = tuple(f"{titles.get(skill, skill)} ({name})" for skill, name in made.single)
        yield text(one_line(_some(alone, _SHOWN_SKILLS)))
    if made.lessons:
        yield Text.assemble("\n", ("Who could teach whom", "bold"))
        for lesson in made.lessons[:_SHOWN_LESSONS]:
            title = titles.get(lesson.skill, lesson.skill)
            yield text(one_line(f"{title}: {_some(lesson.teachers, 2)} could teach {_some(lesson.learners, 4)}"))
        more = len(made.lessons) - _SHOWN_LESSONS
        if more > 0:
            yield text(f"and {count(more, 'more skill')}: --json or --html has all", "dim")


def _some(names: tuple[str, ...], most: int) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _by_skill(made: Matrix, titles: Mapping[str, str]) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    from roadworthy.cli.console import text
    from roadworthy.cli.render_progress import sign
    from roadworthy.cli.text import one_line

    shown = [skill for skill in made.skills if skill not in made.gaps]
    if not shown:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("", no_wrap=True, overflow="ellipsis", max_width=max(14, 78 - (_NAME + 1) * len(made.people)))
    for name in made.people:
        table.add_column(text(one_line(name)[:_NAME]), no_wrap=True, justify="center")
    for skill in shown:
        cells = [sign(made.cell(name, skill).standing) for name in made.people]
        table.add_row(text(one_line(titles.get(skill, skill))), *(Text(glyph, style=style) for glyph, style in cells))
    yield table
    legend = (Standing.PASSED, Standing.EARLIER, Standing.FADING, Standing.INFERRED)
    yield text("   ".join(f"{sign(standing)[0]} {standing}" for standing in legend), "dim")


def _by_person(made: Matrix) -> Iterator[RenderableType]:
    from rich.table import Table

    from roadworthy.cli.console import text
    from roadworthy.cli.text import one_line

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("PERSON", no_wrap=True, overflow="ellipsis", max_width=30)
    standings = (Standing.PASSED, Standing.FADING, Standing.EARLIER, Standing.INFERRED)
    for standing in standings:
        table.add_column(standing.value.upper(), justify="right", no_wrap=True)
    for name in made.people:
        found = [made.cell(name, skill).standing for skill in made.skills]
        table.add_row(text(one_line(name)), *(str(found.count(standing)) for standing in standings))
    yield table


def to_json(made: Matrix) -> dict[str, Any]:
    """Return the matrix as plain JSON-able data; cells of which nothing is known are left out."""
    return {
        "people": list(made.people),
        "skills": list(made.skills),
        "cells": {
            name: {skill: as_data(each) for skill, each in cells.items() if skill in made.skills}
            for name, cells in made.cells.items()
        },
        "gaps": list(made.gaps),
        "single": [{"skill": skill, "person": name} for skill, name in made.single],
        "lessons": [
            {"skill": lesson.skill, "teachers": list(lesson.teachers), "learners": list(lesson.learners)}
            for lesson in made.lessons
        ],
    }


def to_html(made: Matrix, titles: Mapping[str, str], roadmap: str) -> str:
    """Return a page that needs nothing else, to look at or to print; what people wrote in it is escaped."""
    from pathlib import Path

    from jinja2 import Environment, StrictUndefined

    template = Path(__file__).with_name("matrix.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    signs = {"passed": "●", "fading": "◔", "earlier": "◑", "inferred": "○", "unproven": ""}
    return environment.from_string(template).render(
        made=made, title=lambda skill: titles.get(skill, skill), roadmap=roadmap, signs=signs, date=_date
    )


def _date(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
