"""`roadworthy place`: find out where to start, one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.session import Session
from roadworthy.errors import UsageError

if TYPE_CHECKING:
    from roadworthy.progress import Placed

EXAMPLES = ("roadworthy place", "roadworthy place --know sql,redis", "roadworthy place --cannot")


def command(
    know: Annotated[
        str, typer.Option("--know", metavar="SKILLS", help="Begin, claiming these (ids, commas between) and no others.")
    ] = "",
    no_claims: Annotated[bool, typer.Option("--no-claims", help="Begin without saying what you know.")] = False,
    cannot: Annotated[bool, typer.Option("--cannot", help="Answer: I cannot do this.")] = False,
    later: Annotated[bool, typer.Option("--later", help="Ask something else.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Stop; what was found out stays.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a stop.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin anew; what you passed stays.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find out where you stand: claims first, then short labs, each of which tells of many skills."""
    from roadworthy.cli.render_placement import as_document, print_placement

    with Session() as session:
        placed = session.placed()
        if again or know or no_claims or (placed is None and not (cannot or later or stop or resume)):
            _begin(session, know, ask=not (know or no_claims), quiet=as_json)
        else:
            _note(session, placed, cannot=cannot, later=later)
        if stop or resume:
            session.store.placements.set_ended(session.learner, ended=stop)
        placed = session.placed()
        if placed is None:
            raise UsageError("no placement was begun", hint="roadworthy place begins one")
        if as_json:
            from roadworthy.cli.documents import print_json

            print_json(as_document(placed))
        else:
            print_placement(session, placed)


def _begin(session: Session, know: str, *, ask: bool, quiet: bool) -> None:
    """Begin a placement. Raises UsageError if claims have to be asked for and nobody is there, NotFoundError for a skill."""
    import sys

    from roadworthy.progress import claimable, claims_from, placement_skills

    may = claimable(placement_skills(session.labs, session.skills), session.overview().mastery)
    claims: dict[str, bool] = {}
    if know:
        claims = claims_from({session.skills.get_or_fail(each.strip()).id for each in know.split(",")}, may)
    elif ask:
        if quiet or not sys.stdin.isatty():
            raise UsageError(
                "nobody is here to say what they know", hint="--know SKILL,SKILL, or --no-claims begins without"
            )
        from roadworthy.cli.ask_claims import ask_claims

        ticked = ask_claims(may)
        claims = claims_from(ticked, may) if ticked is not None else {}
    session.store.placements.begin(session.learner, claims)


def _note(session: Session, placed: Placed | None, *, cannot: bool, later: bool) -> None:
    """Keep what the learner says of the question. Raises UsageError if nothing is asked."""
    if placed is None or not (cannot or later):
        return
    from roadworthy.storage import ProbeWord

    if placed.probe is None or not placed.is_running:
        raise UsageError("nothing is asked", hint="`roadworthy place --resume` goes on, --again begins anew")
    word = ProbeWord.CANNOT if cannot else ProbeWord.LATER
    session.store.placements.note(session.learner, placed.probe.probe.id, word)
