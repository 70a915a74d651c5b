"""`roadworthy matrix`: people by skills, from exported ledgers or of all who learn in the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.session import Session
from roadworthy.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from roadworthy.progress import LedgerData

EXAMPLES = (
    "roadworthy matrix",
    "roadworthy matrix ada.json bob.json",
    "roadworthy matrix ledgers/ --roadmap our-team --csv > matrix.csv",
    "roadworthy matrix ledgers/ --html > matrix.html",
)


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="What `progress export` wrote, or folders of it; left out, all who learn in this database.",
        ),
    ] = None,
    roadmap: Annotated[
        str, typer.Option("--roadmap", "-r", metavar="SLUG", help="Its skills, and what of it nobody can.")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page to print.")] = False,
) -> None:
    """Show who can do what, what nobody can, and who could teach whom."""
    if as_csv + as_json + as_html > 1:
        raise UsageError("--csv, --json and --html exclude each other", hint="leave out all but one")

    from roadworthy.cli import render_matrix
    from roadworthy.progress import compare, everybody, matrix_csv, rules

    documents = _documents(files or [])
    with Session() as session:
        by = rules(session.labs, session.skills, session.settings.retention)
        road = session.road(roadmap) if roadmap else None
        made = compare(documents, by, road=road) if documents else everybody(session.store, by, road=road)
        if not made.people:
            raise NotFoundError(
                "nobody has attempted a lab here yet",
                where=session.store.where,
                hint="name files that `roadworthy progress export` wrote",
            )
        titles = {skill: each.title for skill, each in session.skills.items()}
    if as_csv:
        print(matrix_csv(made), end="")
    elif as_json:
        from roadworthy.cli.documents import print_json

        print_json(render_matrix.to_json(made))
    elif as_html:
        print(render_matrix.to_html(made, titles, roadmap))
    else:
        from roadworthy.cli.console import output

        console = output()
        for part in render_matrix.pages(made, titles, width=console.width, roadmap=roadmap):
            console.print(part)


def _documents(files: list[str]) -> dict[str, LedgerData]:
    """Return path -> ledger of every file, and of every JSON file of every folder.

    Raises:
        NotFoundError: There is no such file, or no ledger in a folder.
        ContentError: One is no ledger.
    """
    from roadworthy.cli.documents import document_bytes
    from roadworthy.progress import read_document

    paths: list[str] = []
    for file in files:
        if Path(file).is_dir():
            inside = sorted(str(path) for path in Path(file).glob("*.json"))
            if not inside:
                raise NotFoundError("has no ledger in it", where=file, hint="put what `progress export` wrote there")
            paths += inside
        else:
            paths.append(file)
    return {path: read_document(document_bytes(path, "an exported ledger"), path) for path in dict.fromkeys(paths)}
