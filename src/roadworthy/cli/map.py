"""`roadworthy map`: a roadmap in the terminal, with how far the learner is."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from roadworthy.cli.session import DEFAULT_ROADMAP, Session
from roadworthy.errors import NotFoundError

if TYPE_CHECKING:
    from roadworthy.roadmap import Roadmap
    from roadworthy.storage import ClaimRecord

EXAMPLES = (
    "roadworthy map",
    "roadworthy map --section databases",
    "roadworthy map our-team.md --depth 0",
    "roadworthy map --open",
)


def command(
    roadmap: Annotated[
        str, typer.Argument(metavar="FILE|SLUG", help="A Markdown file, or the name of a roadmap you added.")
    ] = DEFAULT_ROADMAP,
    section: Annotated[
        str, typer.Option("--section", "-s", metavar="TEXT", help="Only sections with this in number or title.")
    ] = "",
    depth: Annotated[
        int | None,
        typer.Option(
            "--depth", "-d", min=0, metavar="N", help="Levels to show, 0 for all; else 2, or all of a section."
        ),
    ] = None,
    in_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser instead.")] = False,
) -> None:
    """Show a roadmap: its stops, their levels, what you have passed and what you claim."""
    if in_browser:
        _open(roadmap)
        return
    with Session() as session:
        read, claims = _read(session, roadmap)

        from roadworthy.cli.console import output
        from roadworthy.cli.render_map import tree
        from roadworthy.progress import stop_states
        from roadworthy.skills import match_roadmap

        matches = match_roadmap(read, session.skills)
        states = stop_states(read, matches, session.skill_states(), claims)
        chosen = [each for each in read.sections if section.casefold() in f"{each.number} {each.title}".casefold()]
        if not chosen and section:
            raise NotFoundError(
                f"no section has {section!r} in its number or title", hint="leave --section out to see all"
            )
        levels = depth if depth is not None else (0 if section else 2)
        console = output()
        for line in tree(read, chosen, states, levels):
            console.print(line, no_wrap=not console.is_terminal)


def _is_file(name: str) -> bool:
    """Return True if a file is meant rather than a slug, which has neither dots nor slashes."""
    return name == "-" or Path(name).is_file() or bool(Path(name).suffix) or Path(name).name != name


def _read(session: Session, name: str) -> tuple[Roadmap, tuple[ClaimRecord, ...]]:
    """Return the roadmap of a file or of a slug, and the learner's claims; a file has none but its ticks.

    Raises:
        NotFoundError: There is no such file, or no such slug.
        ContentError: The file is no text.
    """
    from roadworthy.cli.documents import document_bytes
    from roadworthy.roadmap import read_roadmap

    if _is_file(name):
        return read_roadmap(document_bytes(name)), ()
    return read_roadmap(session.store.roadmap_text(name)), session.store.claims(session.learner, name)


def _open(name: str) -> None:
    """Show the map page, of the server that runs or of one that is started; a file is added as a roadmap first."""
    import webbrowser

    from roadworthy.cli.documents import document_bytes
    from roadworthy.cli.serve import server
    from roadworthy.cli.text import one_line

    with Session() as session:
        if _is_file(name):
            from roadworthy.storage import Origin

            added = session.store.add_roadmap(document_bytes(name), learner=session.learner, origin=Origin.UPLOADED)
            slug = added.record.slug
        else:
            slug = session.store.roadmap(name).slug
        settings = session.settings

    def announce(line: str) -> None:
        print(one_line(line), file=sys.stderr)
        address = re.search(r"https?://\S+/", line)
        if address:
            webbrowser.open(f"{address[0]}maps/{quote(slug, safe='')}")

    server()(settings, open_browser=False, announce=announce)
