"""`roadworthy next`: what to do next, and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from roadworthy.cli.session import DEFAULT_ROADMAP, Session

EXAMPLES = ("roadworthy next", "roadworthy next --roadmap our-team")


def command(
    roadmap: Annotated[str, typer.Option("--roadmap", "-r", metavar="SLUG", help="Go by this road.")] = DEFAULT_ROADMAP,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what to do next, and why."""
    with Session() as session:
        found = session.next_lab(roadmap)
        if as_json:
            print(json.dumps(asdict(found), indent=2))
            return

        from rich.padding import Padding
        from rich.text import Text

        from roadworthy.cli.console import output, text
        from roadworthy.cli.render_lab import facts, title

        console = output()
        if found.lab is None:
            console.print("Every lab is passed. `roadworthy map` shows the whole road.")
            return
        lab = session.labs[found.lab.lab]
        console.print(title(lab), facts(lab), text(found.lab.reason), sep="\n")
        verb = "watch" if session.workspace(lab) else "start"
        console.print(Text(f"\nroadworthy {verb} {lab.id}", style="bold cyan"))
        if found.alternatives:
            console.print("\nOr:")
        for other in found.alternatives:
            console.print(Padding(title(session.labs[other.lab]), (0, 0, 0, 2), expand=False))
            console.print(Padding(text(other.reason, "dim"), (0, 0, 0, 4), expand=False))
