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

INSTALLERS = ("sudo apt-get install ", "brew install ")
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
    from rich.cells import cell_len
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

    def print_command(command: str) -> None:
        # On a line of its own that only the terminal breaks, so that it can be copied.
        line = Text.assemble("     ", (f"{signs().arrow} ", "dim"), (one_line(command), "cyan"))
        console.print(line, soft_wrap=True)

    for area in dict.fromkeys(one.area for one in examined):
        console.print(Text(area, style="bold"))
        here = [one for one in examined if one.area == area]
        width = max(cell_len(one.name) for one in here)
        for one in here:
            table = Table.grid(padding=(0, 2, 0, 0))
            table.add_column(width=3)
            table.add_column(width=width)
            detail = text(one_line(one.detail), "" if one.standing is Standing.MISSING else "dim")
            table.add_row(Text.assemble("  ", marks[one.standing]), text(one.name), detail)
            console.print(table)
            if one.mend:
                print_command(one.mend)
    missing = [one.mend for one in examined if one.standing is Standing.MISSING]
    if missing:
        told = f"{count(len(missing), 'thing')} missing; labs that need nothing of it work"
        console.print(Text(told, style="yellow"))
        for command in _together(missing):
            print_command(command)
    else:
        console.print(Text("Every lab can be judged here", style="green"))


def _together(commands: Sequence[str]) -> list[str]:
    """Return one command for each of the system's installers that is to install several things."""
    found = []
    for installer in INSTALLERS:
        packages = [
            word for one in commands if one.startswith(installer) for word in one.removeprefix(installer).split()
        ]
        if sum(one.startswith(installer) for one in commands) > 1:
            found.append(installer + " ".join(dict.fromkeys(packages)))
    return found
