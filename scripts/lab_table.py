"""Writes docs/labs.md and tests/judge/verified_labs.json: what `roadworthy verify` found out about every lab.

Run: `uv run python scripts/lab_table.py`, after a lab or an environment's lock was changed. Labs that `verify` has passed on
this machine and that nothing has changed since are not tried again. Exits with 1 if a lab does not hold.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from roadworthy.judge import VerifyReport, verify_all, what_it_is_made_of
from roadworthy.labs import Lab, find_labs

REPO = Path(__file__).resolve().parent.parent
PAGE = REPO / "docs" / "labs.md"
TIMES = REPO / "docs" / "lab_times.json"
KNOWN = REPO / "tests" / "judge" / "verified_labs.json"
HEAD = """# Labs

Written by `scripts/lab_table.py` from what `roadworthy verify --all` found out: the starter fails, the reference passes with three seeds, each mutant is caught by the check that it names, and no generic attack passes. “Run” is one warm run of the reference, measured by `benchmarks/labs.py` one lab after the other on two cores; of a lab that was not measured there, the median of its three references here.

"""
COLUMNS = ("lab", "teaches", "components", "level", "minutes", "run", "mutants", "attacks", "holds")


def main() -> int:
    """Verify, write the page, and return the exit code."""
    labs = find_labs()
    reports: dict[str, VerifyReport] = {}
    for report in verify_all(list(labs.values()), jobs=os.cpu_count() or 1):
        reports[report.lab] = report
        print(f"{report.lab}: {'; '.join(report.problems) or 'holds'}", flush=True)
    write(labs.values(), reports)
    return 0 if all(report.passed for report in reports.values()) else 1


def write(labs: Iterable[Lab], reports: dict[str, VerifyReport]) -> None:
    """Write the page, and what the labs that hold are made of."""
    labs = list(labs)
    times = json.loads(TIMES.read_text(encoding="utf-8")) if TIMES.exists() else {}
    runs = {lab.id: times.get(lab.id) or statistics.median(_runs(reports[lab.id]) or [0.0]) for lab in labs}
    PAGE.write_text(page(labs, reports, runs), encoding="utf-8")
    hold = {lab.id: what_it_is_made_of(lab) for lab in labs if reports[lab.id].passed}
    KNOWN.write_text(json.dumps(hold, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def page(labs: Iterable[Lab], reports: dict[str, VerifyReport], runs: dict[str, float]) -> str:
    """Return the page in Markdown; `runs` is lab -> seconds of one."""
    ordered = sorted(labs, key=lambda lab: (lab.topic, lab.difficulty, lab.id))
    caught = sum(trial.kind == "mutant" and not trial.problem for report in reports.values() for trial in report.trials)
    refused = sum(
        trial.kind == "attack" and not trial.problem for report in reports.values() for trial in report.trials
    )
    text = HEAD
    text += f"{len(ordered)} labs, {caught} mutants caught, {refused} attacks refused"
    text += f"; median run {statistics.median(runs.values()):.2f} s.\n"
    for topic, some in groupby(ordered, key=lambda lab: lab.topic):
        text += f"\n## {topic}\n\n| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}\n"
        text += "".join(f"| {' | '.join(_row(lab, reports[lab.id], runs[lab.id]))} |\n" for lab in some)
    stand_ins = [f"- `{lab.id}`: {lab.stand_in}\n" for lab in ordered if lab.stand_in]
    if stand_ins:
        text += f"\n## Stand-ins\n\nWhat plays the part of the real thing, where that cannot be had:\n\n{''.join(stand_ins)}"
    return text


def _runs(report: VerifyReport) -> list[float]:
    return [trial.seconds for trial in report.trials if trial.kind == "reference"]


def _row(lab: Lab, report: VerifyReport, run: float) -> tuple[str, ...]:
    counted = {
        kind: (sum(not trial.problem for trial in some), len(some))
        for kind in ("mutant", "attack")
        if (some := [trial for trial in report.trials if trial.kind == kind])
    }
    return (
        f"`{lab.id}`",
        lab.title.replace("|", "/"),
        ", ".join(lab.components) or "",
        str(lab.difficulty),
        str(lab.minutes),
        f"{run:.1f} s",
        *("{} of {}".format(*counted[kind]) if kind in counted else "" for kind in ("mutant", "attack")),
        "yes" if report.passed else "no",
    )


if __name__ == "__main__":
    sys.exit(main())
