"""`roadworthy import`: packs of labs from exercises that were written for something else."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.errors import FAILED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roadworthy.labs import ImportReport, Lab

EXAMPLES = (
    "roadworthy import exercism ~/exercism-python --output my-pack",
    "roadworthy verify --pack my-pack",
)

app = typer.Typer(help="Make labs from somebody else's exercises.", no_args_is_help=True)


@app.callback()
def import_pack() -> None:
    """Make labs from somebody else's exercises."""


@app.command("exercism")
def exercism(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a track in Exercism's layout.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PACK", help="Folder of the labs to write.")],
    everything: Annotated[bool, typer.Option("--all", help="Also what is deprecated or in the works.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Move a pack that differs aside, and write anew.")] = False,
    try_starters: Annotated[bool, typer.Option("--try", help="Judge each starter, to see which may pass.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a pack of labs from a Python track in Exercism's layout; its tests stay as they are."""
    from roadworthy.labs import find_labs, import_track
    from roadworthy.settings import Settings
    from roadworthy.skills import load_catalogue

    pack = output.absolute()
    taken = {lab.id for lab in find_labs(Settings().packs).values() if not lab.folder.is_relative_to(pack)}
    with _bar(quiet=as_json) as tell:
        report = import_track(
            folder,
            pack,
            skills=load_catalogue(),
            taken=taken,
            everything=everything,
            replace_pack=replace,
            starter_passes=_starter_passes if try_starters else None,
            on_progress=tell,
        )
    if as_json:
        print(json.dumps(report.to_dict(), indent=2))
    else:
        _print(report)
    if report.broken:
        raise typer.Exit(FAILED)


def _starter_passes(lab: Lab) -> bool:
    from roadworthy.judge import judge
    from roadworthy.labs import lay_over

    with tempfile.TemporaryDirectory(prefix="roadworthy-import-") as temporary:
        lay_over(Path(temporary) / lab.id, lab.starter)
        return judge(lab, Path(temporary) / lab.id).passed


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far the import is; yields what is told name, number of those done, and of all."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from roadworthy.cli.console import remarks

    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    console = remarks()
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda name, done, total: progress.update(task, description=name, completed=done, total=total)


def _print(report: ImportReport) -> None:
    from roadworthy.cli.console import output, remarks, signs, text
    from roadworthy.cli.text import count, one_line
    from roadworthy.labs import shown_place

    console = output()
    for one in report.exercises:
        if one.outcome == "broken":
            where = f"{one.where}: " if one.where else ""
            console.print(text(f"{signs().failed} {one.exercise}  {one_line(where + one.reason)}", "red"))
        elif one.outcome == "skipped":
            console.print(text(f"{signs().skipped} {one.exercise}  {one_line(one.reason)}", "dim"))
        for remark in one.remarks:
            console.print(text(f"{signs().started} {one.exercise}  {one_line(remark)}", "yellow"))
    made = sum(one.outcome == "imported" for one in report.exercises)
    place = shown_place(report.pack)
    if report.outcome == "unchanged":
        console.print(text(f"{place} has {count(made, 'lab')}; nothing has changed"))
    else:
        console.print(text(f"{place} has {count(made, 'lab')}"))
    if report.kept:
        console.print(text(f"What was there before is in {shown_place(report.kept)}"))
    if report.broken:
        console.print(text(f"{count(len(report.broken), 'exercise')} could not be imported", "red"))
    remarks().print(text(f"`roadworthy verify --pack {place}` tries them", "dim"))
