"""`roadworthy reset`: begin a lab again."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from roadworthy.cli.arguments import LAB
from roadworthy.cli.session import Session
from roadworthy.errors import UsageError

EXAMPLES = ("roadworthy reset", "roadworthy reset cache-aside --yes")


def command(
    lab: Annotated[str | None, LAB] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Begin a lab again: put its starter back. What you wrote is kept in a folder beside it."""
    with Session() as session:
        chosen = session.named(lab)
        workspace = session.started(chosen)
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError("reset asks first, and there is nobody to ask", hint="add --yes")
            if not typer.confirm(f"Put the starter of {chosen.id} back? What you wrote is kept in a copy.", err=True):
                typer.echo("Nothing was changed.", err=True)
                raise typer.Exit(1)

        from roadworthy.cli.console import output
        from roadworthy.cli.start import short
        from roadworthy.cli.text import one_line

        kept = workspace.reset()
        output().print(f"{chosen.id} is as it was in the beginning. What you wrote is in {one_line(short(kept))}")
