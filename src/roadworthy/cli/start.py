"""`roadworthy start`: a workspace for a lab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.completion import lab_ids
from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from roadworthy.labs import Lab

EXAMPLES = ("roadworthy start", "roadworthy start cache-aside")


def command(
    lab: Annotated[
        str | None,
        typer.Argument(metavar="LAB", help="Id of a lab; left out, the next one.", autocompletion=lab_ids),
    ] = None,
) -> None:
    """Make a workspace for a lab, from its starter. One that is there already stays as it is."""
    with Session() as session:
        chosen = session.labs.named(lab) if lab else suggested(session)

        from rich.text import Text

        from roadworthy.cli.console import output, remarks, text
        from roadworthy.cli.render_lab import facts, title

        existed = session.workspace(chosen) is not None
        workspace = session.start(chosen)
        console = output()
        console.print(title(chosen), facts(chosen), sep="\n")
        if existed:
            console.print("\nYou started it before; your files are as you left them.")
        if workspace.outdated:
            remarks().print(
                f"The lab's starter has changed since. `roadworthy reset {chosen.id}` brings the new one; it keeps a copy.",
                style="yellow",
            )
        console.print(Text.assemble("\nfolder  ", text(short(workspace.folder), "bold")))
        for position, name in enumerate(chosen.edit):
            console.print(Text.assemble("write   " if position == 0 else "        ", text(name, "bold")))
        console.print(
            Text.assemble(
                "\n",
                (f"roadworthy brief {chosen.id}", "cyan"),
                "  what to build, and why\n",
                (f"roadworthy watch {chosen.id}", "cyan"),
                "  judged whenever you save",
            )
        )


def suggested(session: Session) -> Lab:
    """Return the next lab. Raises NotFoundError when every lab is passed."""
    from roadworthy.errors import NotFoundError

    found = session.next_lab().lab
    if found is None:
        raise NotFoundError("every lab is passed", hint="`roadworthy list` shows them; name one to do it again")
    return session.labs[found.lab]


def short(path: Path) -> str:
    """Return the path with ~ for the home folder."""
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)
