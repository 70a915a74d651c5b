"""`roadworthy review`: what to review, as far as the time goes; and beginning a review."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.completion import lab_ids
from roadworthy.cli.session import DEFAULT_ROADMAP, Session

if TYPE_CHECKING:
    from roadworthy.labs import Lab
    from roadworthy.progress import Overview, ReviewTask

MINUTES = 20

EXAMPLES = ("roadworthy review", "roadworthy review --minutes 10", "roadworthy review cache-aside")


def command(
    lab: Annotated[
        str | None,
        typer.Argument(
            metavar="LAB", help="Begin the review of this lab; left out, say what is due.", autocompletion=lab_ids
        ),
    ] = None,
    minutes: Annotated[
        int, typer.Option("--minutes", "-m", min=1, metavar="N", help="How much time there is.")
    ] = MINUTES,
    roadmap: Annotated[
        str, typer.Option("--roadmap", "-r", metavar="SLUG", help="What its stops rest on is worth more.")
    ] = DEFAULT_ROADMAP,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say which skills to review in the time there is, what is worth most first; with a LAB, begin its review."""
    with Session() as session:
        overview = session.overview()
        if lab is not None:
            _begin(session, overview, session.labs.named(lab))
            return

        from roadworthy.progress import choose

        _, matches = session.road(roadmap)
        due = overview.reviews(matches)
        chosen = choose(due, minutes)
        if as_json:
            from roadworthy.cli.documents import print_json

            upcoming = overview.next_due
            print_json(
                {
                    "minutes": minutes,
                    "chosen": [asdict(task) for task in chosen],
                    "due": [asdict(task) for task in due],
                    "next_due": upcoming.isoformat() if upcoming else None,
                }
            )
        else:
            _print(session, overview, due, chosen, minutes)


def _print(
    session: Session,
    overview: Overview,
    due: tuple[ReviewTask, ...],
    chosen: tuple[ReviewTask, ...],
    minutes: int,
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from roadworthy.cli.console import output, text
    from roadworthy.cli.render_lab import title
    from roadworthy.cli.text import count
    from roadworthy.progress import review_reason

    console = output()
    if not due:
        upcoming = overview.next_due
        when = f"The next review is due on {upcoming.astimezone():%a %d %b}." if upcoming else "Pass a lab first."
        console.print(f"Nothing is due. {when}")
        return
    total = sum(task.minutes for task in due)
    fit = "all of it fits" if len(chosen) == len(due) else f"{len(chosen)} of them fit"
    console.print(f"{count(len(due), 'review')} due, {total} min; {fit} into {minutes} min.")
    for task in chosen:
        names = [session.skills[skill].title if skill in session.skills else skill for skill in task.skills]
        console.print(Text.assemble("\n", title(session.labs[task.lab]), (f"  {task.minutes} min", "dim")))
        lines = (text(review_reason(task, names, overview.now)), text(_what(task), "dim"))
        for line in lines:
            console.print(Padding(line, (0, 0, 0, 2), expand=False))
        verb = "start" if task.kind == "other-lab" else "review"
        console.print(Padding(Text(f"roadworthy {verb} {task.lab}", style="cyan"), (0, 0, 0, 2), expand=False))
    if not chosen:
        shortest = min(task.minutes for task in due)
        console.print(f"\nThe shortest takes {shortest} min: roadworthy review --minutes {shortest}")


def _what(task: ReviewTask) -> str:
    return {
        "find-mistake": "There is a mistake in a solution of this lab: find and mend it.",
        "other-lab": "Another lab that proves it.",
        "again": "The same lab again, from its starter.",
    }[task.kind]


def _begin(session: Session, overview: Overview, lab: Lab) -> None:
    """Make the folder of a review, and say what to do in it. Raises UsageError if the lab was never passed."""
    from rich.text import Text

    from roadworthy.cli.console import output, text
    from roadworthy.cli.render_lab import title
    from roadworthy.cli.start import short
    from roadworthy.errors import UsageError
    from roadworthy.labs import create_review
    from roadworthy.progress import review_variant

    if not any(lab.id in each.labs for each in overview.mastery.values()):
        raise UsageError(f"{lab.id} was never passed, so there is nothing to review", hint=f"roadworthy start {lab.id}")
    variant = review_variant(lab, overview.mastery)
    workspace = create_review(lab, session.settings.workspaces, overview.now.astimezone().date(), variant=variant)
    console = output()
    told = (
        "There is one mistake in this solution. Find it and mend it."
        if lab.mutants
        else "Do it again from the starter."
    )
    console.print(title(lab), text(told), sep="\n")
    console.print(Text.assemble("\nfolder  ", text(short(workspace.folder), "bold")))
    console.print(
        Text.assemble(
            "\n",
            (f"cd {short(workspace.folder)}", "cyan"),
            "\n",
            ("roadworthy watch", "cyan"),
            "  judged whenever you save",
        )
    )
