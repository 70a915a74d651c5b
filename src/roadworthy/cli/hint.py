"""`roadworthy hint`: the next hint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.arguments import LAB
from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from roadworthy.labs import Lab

EXAMPLES = ("roadworthy hint", "roadworthy hint --taken")


def command(
    lab: Annotated[str | None, LAB] = None,
    taken: Annotated[bool, typer.Option("--taken", help="Only show those that you have taken.")] = False,
) -> None:
    """Take the next hint; it is shown below those that you have taken before."""
    with Session() as session:
        chosen = session.named(lab)
        number = (
            session.store.hints_taken(session.learner, chosen.id)
            if taken
            else session.store.take_hint(session.learner, chosen.id, available=len(chosen.hints))
        )

        from roadworthy.cli.console import output

        console = output()
        for part in rendered(chosen, number):
            console.print(part)


def rendered(lab: Lab, taken: int) -> Iterator[RenderableType]:
    """Yield the hints taken so far, the newest one bright, and how many are left."""
    from rich.table import Table

    from roadworthy.cli.console import text
    from roadworthy.cli.text import count, one_line

    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, hint in enumerate(lab.hints[:taken], start=1):
        style = "" if number == taken else "dim"
        grid.add_row(text(f"{number}.", "cyan"), text(one_line(hint), style))
    if taken:
        yield grid
    left = len(lab.hints) - taken
    if left > 0:
        yield text(f"{count(left, 'hint')} left", "dim")
    elif lab.hints:
        yield text("That was the last hint.", "dim")
    else:
        yield text("This lab has no hints.", "dim")
