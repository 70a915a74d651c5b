"""`roadworthy list`: the labs with their state."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from rich.table import Table

    from roadworthy.labs import Lab
    from roadworthy.progress import LabProgress, LabState

EXAMPLES = ("roadworthy list", "roadworthy list redis", "roadworthy list --show pending --minutes 20")


class Show(StrEnum):
    """Which labs to show, by how the learner stands with them."""

    ALL = "all"
    PASSED = "passed"
    PENDING = "pending"
    STARTED = "started"


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="Only labs with all these words in id, title, topic or skills."),
    ] = None,
    show: Annotated[Show, typer.Option("--show", "-s", help="Only labs that stand so.")] = Show.ALL,
    topic: Annotated[str, typer.Option("--topic", "-t", metavar="TOPIC", help="Only labs of this topic.")] = "",
    skill: Annotated[str, typer.Option("--skill", metavar="SKILL", help="Only labs that prove this skill.")] = "",
    difficulty: Annotated[
        int, typer.Option("--difficulty", "-d", min=1, max=5, metavar="N", help="None harder than this.")
    ] = 5,
    minutes: Annotated[
        int | None, typer.Option("--minutes", "-m", min=1, metavar="N", help="None longer than this.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the labs with their state."""
    with Session() as session:
        states = session.lab_states()
        started = {lab.id for lab in session.labs.values() if session.workspace(lab)}
        chosen = [
            lab
            for lab in session.labs.values()
            if has_words(lab, words or ())
            and is_shown(show, states[lab.id].progress, started=lab.id in started)
            and topic in {"", lab.topic}
            and (not skill or skill in lab.skills)
            and lab.difficulty <= difficulty
            and (minutes is None or lab.minutes <= minutes)
        ]
        if as_json:
            print(json.dumps([_row(lab, states[lab.id], started=lab.id in started) for lab in chosen], indent=2))
        else:
            _print(session, chosen, started)


def has_words(lab: Lab, words: Iterable[str]) -> bool:
    """Return True if each word is found, in any case, in the lab's id, title, topic or skills."""
    searched = " ".join((lab.id, lab.title, lab.topic, *lab.skills)).casefold()
    return all(word.casefold() in searched for word in words)


def is_shown(show: Show, progress: LabProgress, *, started: bool) -> bool:
    """Return True if the filter lets a lab of that state through; pending is whatever is not passed as it is now."""
    if show is Show.STARTED:
        return started
    if show is Show.ALL:
        return True
    return (progress == "passed") is (show is Show.PASSED)


def _row(lab: Lab, state: LabState, *, started: bool) -> dict[str, Any]:
    return {
        "id": lab.id,
        "title": lab.title,
        "topic": lab.topic,
        "progress": state.progress,
        "started": started,
        "attempts": state.attempts,
        "minutes": lab.minutes,
        "difficulty": lab.difficulty,
        "skills": lab.skills,
        "components": lab.components,
    }


def _print(session: Session, chosen: Sequence[Lab], started: AbstractSet[str]) -> None:
    from roadworthy.cli.console import output, remarks
    from roadworthy.cli.text import count, one_line

    console = output()
    if chosen:
        console.print(_table(session, chosen, started, narrow=console.width < 76))
    passed = sum(state.progress == "passed" for state in session.lab_states().values())
    total = len(session.labs)
    shown = f"{count(len(chosen), 'lab')} of {total}" if len(chosen) != total else count(total, "lab")
    remarks().print(f"{shown}; {passed} of {total} passed", style="dim")
    problems = session.labs.problems
    if problems:
        remarks().print(
            f"{count(len(problems), 'problem')} with labs, first {one_line(str(problems[0]))}", style="yellow"
        )


def _table(session: Session, chosen: Sequence[Lab], started: AbstractSet[str], *, narrow: bool) -> Table:
    """Return the table; a narrow one leaves out the id's neighbours that matter least."""
    from rich.table import Table
    from rich.text import Text

    from roadworthy.cli.console import text
    from roadworthy.cli.render_lab import progress
    from roadworthy.cli.text import one_line

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("LAB", no_wrap=True, overflow="ellipsis")
    if not narrow:
        table.add_column("TITLE", no_wrap=True, overflow="ellipsis", ratio=None)
        table.add_column("TOPIC", no_wrap=True, overflow="ellipsis")
    table.add_column("MIN", justify="right", no_wrap=True)
    table.add_column("DIFF", justify="right", no_wrap=True)
    table.add_column("STATE", no_wrap=True)
    states = session.lab_states()
    for lab in chosen:
        glyph, word, style = progress(states[lab.id].progress, started=lab.id in started)
        cells = [Text(glyph, style=style), text(lab.id, "cyan")]
        if not narrow:
            cells += [text(one_line(lab.title)), text(lab.topic, "dim")]
        table.add_row(*cells, str(lab.minutes), str(lab.difficulty), Text(word, style=style))
    return table
