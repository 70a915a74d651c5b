"""`roadworthy watch`: judged whenever you save."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.arguments import LAB
from roadworthy.cli.session import Session
from roadworthy.errors import UsageError

if TYPE_CHECKING:
    from roadworthy.labs import Lab

EXAMPLES = ("roadworthy watch", "roadworthy watch cache-aside", "roadworthy watch --poll")


def command(
    lab: Annotated[str | None, LAB] = None,
    poll: Annotated[bool, typer.Option("--poll", help="Look for changes rather than wait to be told.")] = False,
) -> None:
    """Judge a lab whenever you save. Keys work without Enter; ? lists them.

    A lab that you have not started yet is started. Left out, LAB is the one at hand, or the next when that is passed.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("watch needs a terminal", hint="`roadworthy check` judges once and needs none")
    with Session() as session:
        chosen = session.labs.named(lab) if lab else _chosen(session)

        from roadworthy.cli.watch_loop import Watch
        from roadworthy.cli.watch_terminal import Terminal
        from roadworthy.judge import judge_service

        with judge_service(session.settings.data_dir), Terminal() as terminal:
            code = Watch(session, terminal, chosen, poll=poll).loop()
    if code:
        raise typer.Exit(code)


def _chosen(session: Session) -> Lab:
    """Return the lab at hand unless it is passed, then the next one. Raises NotFoundError when all are passed."""
    from roadworthy.cli.start import suggested
    from roadworthy.progress import LabProgress

    lab = session.at_hand()
    if lab is None or session.lab_states()[lab.id].progress is LabProgress.PASSED:
        return suggested(session)
    return lab
