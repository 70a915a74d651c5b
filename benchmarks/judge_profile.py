"""Where each millisecond of one warm attempt goes, as a table for docs/judge.md.

Run: `python benchmarks/judge_profile.py [ATTEMPTS [python|web]]`. The processes of the attempts run a copy of
`judge/guest` that notes the time at some places and prints it where the judge keeps what its processes print; all clocks
are the machine's one monotonic clock. The table has the median and the tenth of the quickest for each step, so that steps
need not add up to the whole, and the processor time and the page faults of the process that takes the step (of the host:
the thread), which a busy machine does not change much. The notes themselves take about a microsecond each, and printing
them is done after the last check.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.judge_labs import arithmetic, web

from roadworthy.judge import conductor, judge, judging, launch, outer, places, pool, stage_cell, verdicts

ATTEMPTS, WARM_UP, PAUSE = 60, 8, 0.25
_MARK = "MARK "

_NOTES = """

import resource as _resource, time as _time
_marks = []
def _mark(name):
    faults = _resource.getrusage(_resource.RUSAGE_SELF).ru_minflt
    _marks.append((name, _time.monotonic_ns(), _time.process_time_ns(), faults))
def _noted(owner, name, label):
    inner = getattr(owner, name)
    def outer(*args, **kwargs):
        _mark(label + " begins")
        try:
            return inner(*args, **kwargs)
        finally:
            _mark(label + " ends")
    setattr(owner, name, outer)
"""
_IN_CHECKER = (
    _NOTES
    + """
import atexit as _atexit, json as _json
from . import plugin as _plugin, peer as _peer, surroundings as _surroundings
_noted(_CollectedOnce, "_fill", "checker: import the learner's modules")
_noted(Checker, "begin", "checker: take up the attempt")
_noted(_plugin.Judging, "_finish", "checker: report a check")
_noted(_peer.Peer, "request", "checker: all requests to the subject, with the answers")
_hook = _plugin.Judging.pytest_runtest_protocol
_done = Checker.done
def _tell(self, code):
    _mark("checker: done")
    self.peer.request("tell_marks")
    self._results.send("done", code=code)
    _mark("checker: said so")
    import os as _os
    _os.write(2, ("MARK " + _json.dumps(_marks[-2000:]) + "\\n").encode())
    self.after_all()
    _os._exit(0)
Checker.done = _tell
"""
)
_IN_SUBJECT = (
    _NOTES
    + """
import json as _json, os as _os
_serve = Subject.serve
def _begin(self):
    _mark("subject: serves")
    _noted(self._workspace, "import_module", "subject: run the learner's module")
    self.peer.operations.remove("import_module")
    self.peer.operations.add(import_module=self._workspace.import_module, tell_marks=_tell)
    _noted(self.peer, "serve", "subject: all requests")
    _serve(self)
def _tell():
    _mark("subject: done")
    _os.write(2, ("MARK " + _json.dumps(_marks[-2000:]) + "\\n").encode())
Subject.serve = _begin
"""
)


class Mark(NamedTuple):
    """One note: what, when, how much processor time its thread had used (in nanoseconds), its process's page faults."""

    name: str
    at: int
    used: int
    faults: int


def _now(name: str) -> Mark:
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    return Mark(name, time.monotonic_ns(), time.thread_time_ns(), faults)


def _instrumented(folder: Path) -> Path:
    """Return a copy of the guest that takes notes."""
    guest = folder / "guest"
    shutil.copytree(launch.GUEST, guest, ignore=shutil.ignore_patterns("__pycache__"))
    folder.chmod(0o755)
    for name, more in (("checkers_main.py", _IN_CHECKER), ("subject_main.py", _IN_SUBJECT)):
        (guest / name).write_text((guest / name).read_text(encoding="utf-8") + more, encoding="utf-8")
    return guest


class Host:
    """Notes what the host does, and what the others noted."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.attempts: list[list[Mark]] = []
        self._note(judging, "read_submission", "host: read the submission")
        self._note(pool.Pool, "_place", "host: get a place")
        self._note(stage_cell.CellStage, "start", "host: hand the attempt over")
        self._note(stage_cell.CellStage, "end", "host: end the attempt")
        self._note(places.Place, "close", "host: close the place")
        self._note(verdicts.VerdictMaker, "verdict", "host: make the verdict")
        run, marks = conductor.Conductor.run, self.marks

        def running(self: conductor.Conductor) -> conductor.Heard:
            heard = run(self)
            for text in (heard.checker_log, heard.output):
                for line in text.decode().splitlines():
                    if line.startswith(_MARK):
                        marks.extend(Mark(*mark) for mark in json.loads(line[len(_MARK) :]))
            return heard

        conductor.Conductor.run = running  # type: ignore[method-assign]  # that is what a profile does

    def _note(self, owner: Any, name: str, label: str) -> None:
        inner: Callable[..., Any] = getattr(owner, name)

        def outer(*args: Any, **kwargs: Any) -> Any:
            self.marks.append(_now(f"{label} begins"))
            try:
                return inner(*args, **kwargs)
            finally:
                self.marks.append(_now(f"{label} ends"))

        setattr(owner, name, outer)


Cost = tuple[float, float, int]
"""Milliseconds that a step took, of processor time, and page faults."""
Taken = dict[str, Cost]


def _between(first: Mark, last: Mark, *, same: bool = True) -> Cost:
    wall = (last.at - first.at) / 1e6
    return (wall, (last.used - first.used) / 1e6, last.faults - first.faults) if same else (wall, 0.0, 0)


def _durations(marks: list[Mark], begin: Mark, end: Mark) -> Taken:
    """Return what the steps of one attempt took."""
    taken: Taken = defaultdict(lambda: (0.0, 0.0, 0))
    since: dict[str, Mark] = {}
    at: dict[str, Mark] = {}
    for mark in sorted((mark for mark in marks if begin.at <= mark.at <= end.at), key=lambda mark: mark.at):
        at.setdefault(mark.name, mark)
        step, _, edge = mark.name.rpartition(" ")
        if edge == "begins":
            since.setdefault(step, mark)
        elif edge == "ends" and step in since:
            wall, used, faults = _between(since.pop(step), mark)
            before = taken[step]
            taken[step] = (before[0] + wall, before[1] + used, before[2] + faults)
    for step, first, last, same in _SPANS:
        if first in at and last in at:
            taken[step] = _between(at[first], at[last], same=same)
    taken["whole attempt"] = _between(begin, end)
    return taken


_IMPORTED = "checker: import the learner's modules"
_SPANS = (
    ("checker: pytest runs the five checks, with all that is asked and reported", f"{_IMPORTED} ends", "checker: done", True),
    ("until the checker takes up the attempt", "host: hand the attempt over begins", "checker: take up the attempt begins", False),
    ("until the subject has files and limits, and serves", "host: hand the attempt over begins", "subject: serves", False),
    ("until the host hears that all is done", "checker: said so", "host: end the attempt begins", False),
    ("subject: the whole of it", "subject: serves", "subject: done", True),
)  # fmt: skip


def main(attempts: int, kind: str) -> None:
    """Print the table of a lab in pure Python, or of one with FastAPI."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        guest = _instrumented(root)
        for module in (launch, outer):
            module.GUEST = guest  # type: ignore[attr-defined]  # that is what a profile does
        host = Host()
        lab, work = {"python": arithmetic, "web": web}[kind](root / "lab")
        steps: dict[str, list[Cost]] = defaultdict(list)
        for number in range(attempts + WARM_UP):
            host.marks.clear()
            begin = _now("")
            verdict = judge(lab, work)
            end = _now("")
            assert verdict.passed, verdict
            if number >= WARM_UP:
                for step, taken in _durations(host.marks, begin, end).items():
                    steps[step].append(taken)
            time.sleep(PAUSE)  # in which the pool makes the next place, as between the attempts of a learner
        pool.the_pool().close()
    print(f"| step | median of {attempts}, ms | quickest tenth, ms | processor, ms | page faults |")
    print("| --- | ---: | ---: | ---: | ---: |")
    rows = []
    for step, costs in steps.items():
        walls, used, faults = zip(*costs, strict=True)
        quickest = sorted(walls)[len(walls) // 10]
        rows.append((quickest, step, statistics.median(walls), statistics.median(used), statistics.median(faults)))
    for quickest, step, median, processor, faulted in sorted(rows, reverse=True):
        mine = f"{processor:.2f} | {faulted:.0f}" if processor else " |"
        print(f"| {step} | {median:.2f} | {quickest:.2f} | {mine} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ATTEMPTS, sys.argv[2] if len(sys.argv) > 2 else "python")
