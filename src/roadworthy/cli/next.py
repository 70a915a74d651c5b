"""`roadworthy next`: what to do next, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.session import DEFAULT_ROADMAP, Session

if TYPE_CHECKING:
    from rich.text import Text

    from roadworthy.progress import Suggestion

EXAMPLES = ("roadworthy next", "roadworthy next --roadmap our-team")


def command(
    roadmap: Annotated[str, typer.Option("--roadmap", "-r", metavar="SLUG", help="Go by this road.")] = DEFAULT_ROADMAP,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what to do next, why, and how long it takes."""
    with Session() as session:
        found = session.next_lab(roadmap)
        if as_json:
            from roadworthy.cli.documents import print_json

            print_json(asdict(found))
            return

        from rich.padding import Padding
        from rich.text import Text

        from roadworthy.cli.console import output, text
        from roadworthy.cli.render_lab import facts, title

        console = output()
        if found.review is not None:
            console.print(text(found.review_reason), Text("roadworthy review\n", style="bold cyan"), sep="\n")
        if found.lab is None:
            console.print("Every lab is passed. `roadworthy map` shows the whole road.")
            return
        lab = session.labs[found.lab.lab]
        console.print(title(lab), facts(lab), text(found.lab.reason), _time(found.lab), sep="\n")
        verb = "watch" if session.workspace(lab) else "start"
        console.print(Text(f"\nroadworthy {verb} {lab.id}", style="bold cyan"))
        if found.alternatives:
            console.print("\nOr:")
        for other in found.alternatives:
            console.print(Padding(title(session.labs[other.lab]), (0, 0, 0, 2), expand=False))
            console.print(Padding(text(other.reason, "dim"), (0, 0, 0, 4), expand=False))
            console.print(Padding(_time(other), (0, 0, 0, 4), expand=False))


def _time(suggestion: Suggestion) -> Text:
    from roadworthy.cli.console import text

    return text(f"Takes {suggestion.estimate.sentence}." if suggestion.estimate else "", "dim")
