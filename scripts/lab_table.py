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
KNOWN = REPO / "tests" / "judge" / "verified_labs.json"
HEAD = """# Labs

Written by `scripts/lab_table.py` from what `roadworthy verify --all` found out: the starter fails, the reference passes with three seeds, each mutant is caught by the check that it names, and no generic attack passes. “Run” is the median of the reference's runs, components started or found warm; the machine had two cores and was busy with other labs.

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
    PAGE.write_text(page(labs, reports), encoding="utf-8")
    hold = {lab.id: what_it_is_made_of(lab) for lab in labs if reports[lab.id].passed}
    KNOWN.write_text(json.dumps(hold, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def page(labs: Iterable[Lab], reports: dict[str, VerifyReport]) -> str:
    """Return the page in Markdown."""
    ordered = sorted(labs, key=lambda lab: (lab.topic, lab.difficulty, lab.id))
    runs = [run for report in reports.values() for run in _runs(report)]
    caught = sum(trial.kind == "mutant" and not trial.problem for report in reports.values() for trial in report.trials)
    refused = sum(
        trial.kind == "attack" and not trial.problem for report in reports.values() for trial in report.trials
    )
    text = HEAD
    text += f"{len(ordered)} labs, {caught} mutants caught, {refused} attacks refused"
    text += f"; median run {statistics.median(runs):.1f} s.\n" if runs else ".\n"
    for topic, some in groupby(ordered, key=lambda lab: lab.topic):
        text += f"\n## {topic}\n\n| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}\n"
        text += "".join(f"| {' | '.join(_row(lab, reports[lab.id]))} |\n" for lab in some)
    stand_ins = [f"- `{lab.id}`: {lab.stand_in}\n" for lab in ordered if lab.stand_in]
    if stand_ins:
        text += f"\n## Stand-ins\n\nWhat plays the part of the real thing, where that cannot be had:\n\n{''.join(stand_ins)}"
    return text


def _runs(report: VerifyReport) -> list[float]:
    return [trial.seconds for trial in report.trials if trial.kind == "reference"]


def _row(lab: Lab, report: VerifyReport) -> tuple[str, ...]:
    counted = {
        kind: (sum(not trial.problem for trial in some), len(some))
        for kind in ("mutant", "attack")
        if (some := [trial for trial in report.trials if trial.kind == kind])
    }
    runs = _runs(report)
    return (
        f"`{lab.id}`",
        lab.title.replace("|", "/"),
        ", ".join(lab.components) or "",
        str(lab.difficulty),
        str(lab.minutes),
        f"{statistics.median(runs):.1f} s" if runs else "",
        *("{} of {}".format(*counted[kind]) if kind in counted else "" for kind in ("mutant", "attack")),
        "yes" if report.passed else "no",
    )


if __name__ == "__main__":
    sys.exit(main())
