"""`roadworthy new`: something to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roadworthy.errors import NotFoundError, UsageError

EXAMPLES = (
    "roadworthy new lab caching/write-behind --title 'Write-behind without loss' --skill redis --pack my-labs",
    "roadworthy new lab my-labs/caching/write-behind",
)

app = typer.Typer(help="Scaffold something of your own.", no_args_is_help=True)


@app.callback()
def new() -> None:
    """Scaffold something of your own."""


@app.command("lab")
def lab(
    place: Annotated[str, typer.Argument(metavar="TOPIC/ID", help="Topic and id; small letters, digits and dashes.")],
    title: Annotated[str, typer.Option(help="For people; made from the id if left out.")] = "",
    skill: Annotated[
        list[str] | None, typer.Option("--skill", help="Id of a skill that it proves; again for more.")
    ] = None,
    pack: Annotated[Path, typer.Option("--pack", metavar="DIR", help="Folder of your labs.")] = Path(),
) -> None:
    """Write a lab to start from. `roadworthy verify` then says, step by step, what is missing of it."""
    from roadworthy.cli.console import output, text
    from roadworthy.labs import new_lab
    from roadworthy.skills import load_catalogue

    if "/" not in place.strip("/"):
        raise UsageError(f"{place!r} has no topic", hint=f"put it into one, as in databases/{place.strip('/')}")
    known = load_catalogue()
    for wanted in skill or ():
        if wanted not in known:
            raise NotFoundError(f"there is no skill {wanted!r}", hint=_nearest(wanted, list(known)))
    folder = new_lab(pack / place, title=title, skills=skill or ())
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    console = output()
    console.print(text(f"{shown} is there: brief.md, lab.toml, starter, reference, checks and three mutants"))
    console.print(text(f"Write it, and let `roadworthy verify {shown}` say what is missing"))


def _nearest(word: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    return f"did you mean {', '.join(near)}?" if near else "the folder of the skill catalogue lists them"
