"""`roadworthy verify --mutate`: mutants that nobody wrote, and which of them a lab's checks do not catch."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from roadworthy.judge import MutationReport
    from roadworthy.labs import Lab


def try_mutants(labs: Sequence[Lab], *, most: int, jobs: int, quiet: bool) -> dict[str, MutationReport]:
    """Try mutants of one lab after the other, print what came of it unless `quiet`, and return it by lab."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from roadworthy.cli.console import output, remarks
    from roadworthy.judge import mutate

    made: dict[str, MutationReport] = {}
    cancel = threading.Event()
    console = remarks()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        for lab in labs:

            def follow(line: str, name: str = lab.id) -> None:
                progress.update(task, description=f"{name} {line}")

            try:
                made[lab.id] = mutate(lab, most=most, jobs=jobs, on_progress=follow, cancel=cancel)
            except KeyboardInterrupt:
                cancel.set()
                raise
            for part in () if quiet else _lines(made[lab.id]):
                (console if console.is_terminal else output()).print(part)
    return made


def _lines(report: MutationReport) -> Iterable[RenderableType]:
    from roadworthy.cli.console import signs, text
    from roadworthy.cli.text import one_line, seconds

    caught = f"{report.caught} of {report.tried} made mutants caught"
    more = f" ({report.possible} are possible)" if report.possible > report.tried else ""
    sign = signs().error if report.survivors or report.problem else signs().passed
    yield text(
        f"{sign} {report.lab}  {caught}{more}, {seconds(report.seconds)}", "yellow" if report.survivors else "green"
    )
    if report.problem:
        yield text(f"    {one_line(report.problem)}", "yellow")
    for survivor in report.survivors:
        yield text(f"    {survivor.file}:{survivor.line}: {survivor.kind}, and every check passes", "yellow")
        for mark, lines in (("-", survivor.before), ("+", survivor.after)):
            for line in lines.splitlines():
                yield text(f"      {mark} {line.rstrip()}", "red" if mark == "-" else "green")
