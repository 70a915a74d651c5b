"""Labs are tested like code: the starter must fail, the reference must pass, every mutant must be caught."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.components import known_components
from roadworthy.errors import RoadworthyError
from roadworthy.judge.environments import environment_names
from roadworthy.judge.owned import OwnedFolder
from roadworthy.judge.verify_attacks import GenericAttack, stand
from roadworthy.judge.verify_model import TrialResult, VerifyReport
from roadworthy.judge.verify_trials import caught_by, known_trials, problem, trials, warning
from roadworthy.labs import Lab, find_placeholders, function_name, inspect_lab, lay_over, read_checks, shown_place
from roadworthy.skills import load_catalogue

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from roadworthy.errors import ContentError
    from roadworthy.judge.verify_trials import Trial
    from roadworthy.labs import Verdict


def verify(
    lab: Lab | Path,
    *,
    on_progress: Callable[[str], None] | None = None,
    cancel: threading.Event | None = None,
    is_known: bool = False,
) -> VerifyReport:
    """Test a lab; never raises for anything its author did.

    Args:
        lab: The lab, or its folder. It is read again from disk.
        on_progress: Is told what is being tried.
        cancel: Set it to stop after what is being judged; the report then says so.
        is_known: The lab was tested before and has not changed: only starter and reference, once each.
    """
    began = time.monotonic()
    tell = on_progress or (lambda _line: None)
    folder = lab if isinstance(lab, Path) else lab.folder
    tell("reading")
    notes: list[ContentError] = []
    read, errors = inspect_lab(
        folder, skills=load_catalogue(), components=known_components(), environments=environment_names(), notes=notes
    )
    problems = [str(error) for error in errors] + (_placeholders(read) if read else [])
    if read is None or errors:
        return VerifyReport(folder.name, tuple(problems), seconds=time.monotonic() - began)
    warnings = _taken_over(read, notes)
    results: list[TrialResult] = []
    for trial in known_trials(read) if is_known else trials(read):
        if trial.kind not in ("starter", "reference") and any(r.kind == "reference" and r.problem for r in results):
            warnings.append(
                "mutants and attacks were not tried: beside a reference that fails it means nothing that they do"
            )
            break
        if cancel is not None and cancel.is_set():
            problems.append("cancelled before everything was tried")
            break
        try:
            result, remark = _try(read, trial, tell, cancel)
        except RoadworthyError as error:  # a component or an environment that cannot be had
            problems.append(str(error))
            break
        results.append(result)
        if result.problem:
            problems.append(f"{trial.kind} {trial.name}".strip() + f": {result.problem}")
        if remark:
            warnings.append(remark)
    if not is_known:
        warnings += _idle_checks(read, results)
    return VerifyReport(read.id, tuple(problems), tuple(warnings), tuple(results), time.monotonic() - began)


def _try(
    lab: Lab, trial: Trial, tell: Callable[[str], None], cancel: threading.Event | None
) -> tuple[TrialResult, str]:
    what = f"{trial.kind} {trial.name}".strip()
    tell(what)
    with OwnedFolder("verify") as temporary:
        folder = temporary.path / lab.id
        lay_over(folder, *trial.layers)
        if trial.kind == "attack":
            verdict = stand(
                lab, GenericAttack(trial.name, trial.files), folder, lambda line: tell(f"{what}: {line}"), cancel
            )
        else:
            verdict = _judge(lab, folder, lambda line: tell(f"{what}: {line}"), cancel)
    found = TrialResult(trial.kind, trial.name, problem(lab, trial, verdict), caught_by(verdict), verdict.seconds)
    return found, warning(trial, verdict)


def _judge(lab: Lab, folder: Path, tell: Callable[[str], None], cancel: threading.Event | None) -> Verdict:
    from roadworthy.judge import JudgeEvent, judge

    def follow(event: JudgeEvent) -> None:
        if event.kind == "progress":
            tell(event.text)

    return judge(lab, folder, on_event=follow, cancel=cancel)


def _idle_checks(lab: Lab, results: list[TrialResult]) -> list[str]:
    """Say which checks no mutant trips: nobody knows whether they can fail for anything but an empty starter."""
    tripped = {function_name(name) for result in results if result.kind == "mutant" for name in result.caught_by}
    if not any(result.kind == "mutant" for result in results):
        return []
    return [
        f"{shown_place(check.file, check.line)}: no mutant trips {check.name}; one that does would show that it can fail"
        for check in read_checks(lab)
        if check.name not in tripped
    ]


def _taken_over(lab: Lab, notes: list[ContentError]) -> list[str]:
    """Return one line on all that an imported lab has otherwise than a lab of our own, or none."""
    if not notes:
        return []
    told = (f"{note.where.removeprefix(shown_place(lab.folder) + '/')} {note.message}" for note in notes)
    return [f"taken over from {lab.origin}, so only for your information: {'; '.join(told)}"]


def _placeholders(lab: Lab) -> list[str]:
    return [
        f"{shown_place(path, line)}: yours to write: {words[:60].rstrip()}{'…' * (len(words) > 60)}"
        for path, line, words in find_placeholders(lab)
    ]
