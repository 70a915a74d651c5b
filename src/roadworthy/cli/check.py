"""`roadworthy check`: judge a workspace, and keep the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.arguments import LAB
from roadworthy.cli.errors import FAILED, NOT_JUDGED
from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from roadworthy.labs import Lab, Verdict, Workspace

# The first failures are mostly the cause of the others.
EXPLAINED = 3

EXAMPLES = ("roadworthy check", "roadworthy check cache-aside --all", "roadworthy check --json | jq .status")


def command(
    lab: Annotated[str | None, LAB] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=f"Explain every check that did not pass, not only {EXPLAINED}.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    exercism: Annotated[bool, typer.Option("--exercism", help="Print Exercism's results.json (version 3).")] = False,
) -> None:
    """Judge your work on a lab, check by check. A pass is kept as evidence of the lab's skills."""
    with Session() as session:
        chosen = session.named(lab)
        workspace = session.started(chosen)
        if as_json or exercism:
            verdict = _judged_quietly(session, chosen, workspace, exercism=exercism)
        else:
            verdict = _judged_aloud(session, chosen, workspace, explained=None if everything else EXPLAINED)
    if not verdict.passed:
        raise typer.Exit(exit_code(verdict))


def exit_code(verdict: Verdict) -> int:
    """Return the exit code of a verdict that is no pass: whether it says something about the learner's code."""
    from roadworthy.labs import Status

    return NOT_JUDGED if verdict.status in {Status.COMPONENT_FAILED, Status.NOT_JUDGED} else FAILED


def _judged_quietly(session: Session, lab: Lab, workspace: Workspace, *, exercism: bool) -> Verdict:
    from roadworthy.cli.render_verdict import to_json
    from roadworthy.judge import attempt, exercism_results

    judged = attempt(lab, workspace, session.store, session.learner, shared=session.settings.data_dir)
    verdict = _without_the_banner(session, judged)
    print(json.dumps(exercism_results(lab, verdict), indent=2) if exercism else to_json(verdict))
    return verdict


def _without_the_banner(session: Session, verdict: Verdict) -> Verdict:
    """Say on standard error that the code ran without a sandbox, the first time on this machine; leave it out after that.

    Each command is a process of its own: said with every verdict, nobody would read it any more.
    """
    from roadworthy.cli.console import remarks
    from roadworthy.judge import UNCONTAINED

    if UNCONTAINED not in verdict.notes:
        return verdict
    told = session.settings.data_dir / "told-of-no-sandbox"
    if not told.exists():
        told.touch()
        remarks().print(UNCONTAINED, style="yellow")
    return replace(verdict, notes=tuple(note for note in verdict.notes if note != UNCONTAINED))


def _judged_aloud(session: Session, lab: Lab, workspace: Workspace, *, explained: int | None) -> Verdict:
    """Print every check as it ends, then what went wrong with so many of them, then the line that says it all."""
    from rich.text import Text

    from roadworthy.cli.console import output, remarks, text
    from roadworthy.cli.render_lab import title
    from roadworthy.cli.render_verdict import check_line, headline, verdict_detail
    from roadworthy.cli.text import one_line
    from roadworthy.judge import JudgeEvent, attempt

    console = output()
    console.print(title(lab))
    printed: set[str] = set()
    # What moves must be on the console that prints beside it, or they write over each other.
    with (console if console.is_terminal else remarks()).status("judging") as status:

        def follow(event: JudgeEvent) -> None:
            if event.kind == "check-finished" and event.check:
                if event.check.name in printed:  # the attempt was begun again
                    return
                printed.add(event.check.name)
                console.print(check_line(event.check))
            elif event.text:
                status.update(text(one_line(event.text)))

        judged = attempt(
            lab,
            workspace,
            session.store,
            session.learner,
            on_event=follow,
            shared=session.settings.data_dir,
            # A script's next command may be far away, or the machine's last.
            may_stay=session.settings.stay and console.is_terminal,
        )
    verdict = _without_the_banner(session, judged)
    for check in verdict.checks:
        if check.name not in printed:
            console.print(check_line(check))
    for part in verdict_detail(verdict, failures=explained):
        console.print(part)
    console.print(Text(), headline(verdict), sep="\n")
    if verdict.passed and lab.skills:
        skills = ", ".join(session.skills[skill].title if skill in session.skills else skill for skill in lab.skills)
        console.print(text(f"Evidence kept: {one_line(skills)}", "green"))
    elif exit_code(verdict) == FAILED and lab.hints:
        remarks().print("`roadworthy hint` helps, `roadworthy watch` judges whenever you save", style="dim")
    return verdict
