"""`roadworthy verify`: labs are tested like code."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.errors import FAILED
from roadworthy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from roadworthy.judge import MutationReport, VerifyReport
    from roadworthy.labs import Lab, LabCatalogue

EXAMPLES = (
    "roadworthy verify cache-aside",
    "roadworthy verify my-labs/caching/write-behind",
    "roadworthy verify --pack my-labs --jobs 4",
    "roadworthy verify cache-aside --mutate",
    "roadworthy verify --all --json | jq '.[] | select(.passed | not)'",
)


def command(
    labs: Annotated[list[str] | None, typer.Argument(metavar="LAB", help="Ids or folders of labs.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every lab there is.")] = False,
    pack: Annotated[
        list[Path] | None, typer.Option("--pack", metavar="DIR", help="Folder of labs; all of them if no LAB is named.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Labs at a time; 0 means one a processor.")] = 0,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Also what has not changed since it passed.")] = False,
    mutate: Annotated[bool, typer.Option("--mutate", help="Also make mutants, and show those that pass.")] = False,
    mutants: Annotated[int, typer.Option("--mutants", min=1, help="With --mutate: how many a lab at most.")] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Test labs: the starter must fail, the reference pass three times, each mutant be caught by the check it names."""
    chosen, reports = _choose(labs or [], tuple(pack or ()), everything=everything)
    reports += _verify(chosen, jobs or os.cpu_count() or 1, use_cache=not no_cache, quiet=as_json)
    made: dict[str, MutationReport] = {}
    if mutate:
        from roadworthy.cli.verify_mutants import try_mutants

        passed = {report.lab for report in reports if report.passed}
        hold = [lab for lab in chosen if lab.id in passed]
        made = try_mutants(hold, most=mutants, jobs=jobs or os.cpu_count() or 1, quiet=as_json)
    if as_json:
        extra = {lab: {"mutation": report.to_dict()} for lab, report in made.items()}
        print(json.dumps([report.to_dict() | extra.get(report.lab, {}) for report in reports], indent=2))
    else:
        _print_sum(reports)
    if not all(report.passed for report in reports):
        raise typer.Exit(FAILED)


def _choose(names: Sequence[str], packs: tuple[Path, ...], *, everything: bool) -> tuple[list[Lab], list[VerifyReport]]:
    """Return the labs that were asked for, and reports of those that cannot even be read."""
    from roadworthy.labs import find_labs
    from roadworthy.settings import Settings

    catalogue = find_labs((*Settings().packs, *packs))
    if not names and not everything and not packs:
        if not Path("lab.toml").is_file():
            raise UsageError("which labs?", hint="name some, or say --all or --pack DIR")
        names = ["."]
    if not names:
        roots = [] if everything else [pack.absolute() for pack in packs]
        labs = [lab for lab in catalogue.values() if not roots or any(lab.folder.is_relative_to(r) for r in roots)]
        return labs, _unreadable(catalogue, roots)
    found: list[Lab] = []
    broken: list[VerifyReport] = []
    for name in names:
        if (Path(name) / "lab.toml").is_file():
            _read_folder(Path(name).resolve(), found, broken)
        else:
            found.append(catalogue.named(name))
    return found, broken


def _read_folder(folder: Path, found: list[Lab], broken: list[VerifyReport]) -> None:
    from roadworthy.judge import VerifyReport
    from roadworthy.labs import inspect_lab

    lab, problems = inspect_lab(folder)
    if lab is None:
        broken.append(_told(VerifyReport(folder.name, tuple(str(problem) for problem in problems))))
    else:
        found.append(lab)


def _unreadable(catalogue: LabCatalogue, roots: Sequence[Path]) -> list[VerifyReport]:
    from roadworthy.judge import VerifyReport

    mine = [
        str(problem)
        for problem in catalogue.problems
        if not roots or any(Path(problem.where).absolute().is_relative_to(root) for root in roots)
    ]
    return [_told(VerifyReport("(catalogue)", tuple(mine)))] if mine else []


def _told(report: VerifyReport) -> VerifyReport:
    from roadworthy.cli.console import remarks

    for part in _lines(report):
        remarks().print(part)
    return report


def _verify(labs: Sequence[Lab], jobs: int, *, use_cache: bool, quiet: bool) -> list[VerifyReport]:
    """Verify with a bar and a line for each lab as it ends."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    from roadworthy.cli.console import output, remarks
    from roadworthy.cli.text import one_line
    from roadworthy.judge import verify_all

    cancel = threading.Event()
    reports: list[VerifyReport] = []
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=remarks(), transient=True, disable=quiet) as progress:
        task = progress.add_task("", total=len(labs))
        at: dict[str, str] = {}

        def follow(lab: str, line: str) -> None:
            at[lab] = line
            busy = "  ".join(f"{name} {what}".strip() for name, what in tuple(at.items()))
            progress.update(task, description=one_line(busy)[:120])

        for report in verify_all(labs, jobs=jobs, use_cache=use_cache, on_progress=follow, cancel=cancel):
            at.pop(report.lab, None)
            at.pop("", None)
            reports.append(report)
            progress.advance(task)
            if not quiet:
                for part in _lines(report):
                    # Above the bar where there is one; to the answer where somebody reads that alone.
                    (progress.console if progress.console.is_terminal else output()).print(part)
    return sorted(reports, key=lambda report: report.lab)


def _lines(report: VerifyReport) -> Iterable[RenderableType]:
    from rich.text import Text

    from roadworthy.cli.console import signs, text
    from roadworthy.cli.text import count, one_line, seconds

    sign = Text(signs().passed, style="green") if report.passed else Text(signs().failed, style="red")
    ran = "nothing has changed since it passed" if report.cached else seconds(report.seconds)
    tries = f"{count(len(report.trials), 'trial')}, " if report.trials else ""
    yield Text.assemble(sign, " ", text(report.lab, "bold"), text(f"  {tries}{ran}", "dim"))
    for problem in report.problems:
        yield text(f"    {one_line(problem)}", "red")
    for remark in report.warnings:
        yield text(f"    {one_line(remark)}", "yellow")


def _print_sum(reports: Sequence[VerifyReport]) -> None:
    from rich.text import Text

    from roadworthy.cli.console import remarks
    from roadworthy.cli.text import count

    failed = sum(not report.passed for report in reports)
    mutants = [trial for report in reports for trial in report.trials if trial.kind == "mutant"]
    caught = sum(not trial.problem for trial in mutants)
    told = f"{count(len(reports), 'lab')}, {caught} of {count(len(mutants), 'mutant')} caught"
    remarks().print(Text(f"{told}, {failed} failed" if failed else told, style="red" if failed else "green"))
