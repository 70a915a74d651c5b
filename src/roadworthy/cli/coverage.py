"""`roadworthy roadmap coverage FILE`: how much of a roadmap can be practised here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from roadworthy.cli.console import output, text
from roadworthy.cli.documents import document_bytes, print_json
from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roadworthy.labs import Lab
    from roadworthy.roadmap import Roadmap
    from roadworthy.skills import Match

_SHOWN = 12  # stops without a lab that are named before "and n more"


def coverage(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A Markdown file, or - for standard input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON instead, with every match and its reason.")
    ] = False,
) -> None:
    """Say how many stops of a roadmap have labs, and which have none."""
    from roadworthy.roadmap import read_roadmap
    from roadworthy.skills import coverage as count
    from roadworthy.skills import match_roadmap

    roadmap = read_roadmap(document_bytes(file))
    with Session() as session:
        matches = match_roadmap(roadmap, session.skills)
        proving = {match.skill: session.labs.proving(match.skill) for match in matches}
    result = count(roadmap, matches, [skill for skill, labs in proving.items() if labs])
    if as_json:
        print_json(
            {
                "file": file,
                "stops": result.stops,
                "with_labs": result.with_labs,
                "missing": list(result.missing),
                "unknown": list(result.unknown),
                "places": _places(roadmap, matches, proving),
            }
        )
        return
    console = output()
    console.print(text(str(result), "bold"))
    titles = {stop.id: stop.title for stop in roadmap.walk()}
    for label, ids in (("no lab yet", result.missing), ("not recognised", result.unknown)):
        if ids:
            names = ", ".join(titles[one] for one in ids[:_SHOWN])
            more = f" and {len(ids) - _SHOWN} more (--json lists all)" if len(ids) > _SHOWN else ""
            console.print(text(f"{label}: {names}{more}"))


def _places(
    roadmap: Roadmap, matches: tuple[Match, ...], proving: Mapping[str, tuple[Lab, ...]]
) -> list[dict[str, Any]]:
    """Return every stop with what it was matched to and the labs for it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for match in matches:
        found.setdefault(match.place, []).append(
            {
                "skill": match.skill,
                "confidence": match.confidence,
                "reason": match.reason,
                "labs": [lab.id for lab in proving[match.skill]],
            }
        )
    return [
        {"id": stop.id, "title": stop.title, "line": stop.line, "matches": found.get(stop.id, [])}
        for stop in roadmap.walk()
    ]
