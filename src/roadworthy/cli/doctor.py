"""`roadworthy doctor`: what is installed, what is missing, and the commands that bring it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.errors import MISSING_TOOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.judge import Examined

EXAMPLES = ("roadworthy doctor", "roadworthy doctor --build", "roadworthy doctor --json | jq -r '.[].mend'")


def command(
    build: Annotated[bool, typer.Option("--build", help="Build the environments of all labs now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what of this machine labs can use, what is missing, and how to get it. Exits with 4 if something is."""
    from roadworthy.judge import Standing, examine_machine

    if build:
        _build()
    examined = examine_machine()
    if as_json:
        print(json.dumps([asdict(one) for one in examined], indent=2))
    else:
        _print(examined)
    if any(one.standing is Standing.MISSING for one in examined):
        raise typer.Exit(MISSING_TOOL)


def _build() -> None:
    from roadworthy.cli.console import remarks, text
    from roadworthy.cli.text import one_line
    from roadworthy.judge import ensure_environment, environment_names

    with remarks().status("building environments") as status:
        for name in environment_names():
            ensure_environment(name, on_progress=lambda line: status.update(text(one_line(line))))


def _print(examined: Sequence[Examined]) -> None:
    from rich.table import Table
    from rich.text import Text

    from roadworthy.cli.console import output, signs, text
    from roadworthy.cli.text import count, one_line
    from roadworthy.judge import Standing

    marks = {
        Standing.OK: Text(signs().passed, style="green"),
        Standing.MISSING: Text(signs().failed, style="red"),
        Standing.NOTE: Text(signs().skipped, style="yellow"),
    }
    console = output()
    for area in dict.fromkeys(one.area for one in examined):
        console.print(Text(area, style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        for one in (one for one in examined if one.area == area):
            detail = text(one_line(one.detail), "" if one.standing is Standing.MISSING else "dim")
            if one.mend:
                detail.append(f"\n{signs().arrow} ", style="dim").append(one_line(one.mend), style="cyan")
            table.add_row(Text.assemble("  ", marks[one.standing]), text(one.name), detail)
        console.print(table)
    missing = sum(one.standing is Standing.MISSING for one in examined)
    if missing:
        console.print(Text(f"{count(missing, 'thing')} missing; labs that need nothing of it work", style="yellow"))
    else:
        console.print(Text("Every lab can be judged here", style="green"))
