"""The submissions that `verify` hands to the judge, and what each verdict has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roadworthy.judge.verify_attacks import WHAT_IT_MEANS, attacks_on
from roadworthy.labs import Lab, Outcome, Status, Verdict, function_name, never_ran, told_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REFERENCE_RUNS = 3

_OURS = (Status.COMPONENT_FAILED, Status.NOT_JUDGED)


@dataclass(frozen=True, slots=True)
class Trial:
    """One submission.

    Attributes:
        kind: "starter", "reference", "mutant" or "attack".
        name: As in `TrialResult`.
        layers: Folders laid over each other, which make the submission.
        check: For a mutant the check that has to catch it, else "".
        files: Name -> text of what an attack lays over the layers.
    """

    kind: str
    name: str
    layers: tuple[Path, ...]
    check: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


def trials(lab: Lab) -> Iterator[Trial]:
    """Yield the trials of a lab: the starter, the reference several times, every mutant, every generic attack."""
    yield Trial("starter", "", (lab.starter,))
    for number in range(1, REFERENCE_RUNS + 1):
        yield Trial("reference", str(number), (lab.starter, lab.reference))
    for name, check in lab.mutants.items():
        yield Trial("mutant", name, (lab.starter, lab.reference, lab.mutant(name)), check)
    for attack in attacks_on(lab):
        yield Trial("attack", attack.name, (lab.starter,), files=attack.files)


def known_trials(lab: Lab) -> Iterator[Trial]:
    """Yield the trials of a lab that stood all of them before: the starter and the reference, once each."""
    for trial in trials(lab):
        if trial.kind in ("starter", "reference"):
            yield trial
        if trial.kind == "reference":
            return


def caught_by(verdict: Verdict) -> tuple[str, ...]:
    """Return the names of the checks that did not pass, each once, without parameters."""
    failed = (check.name for check in verdict.checks if check.outcome in (Outcome.FAILED, Outcome.ERROR))
    return tuple(dict.fromkeys(function_name(name) for name in failed))


def problem(lab: Lab, trial: Trial, verdict: Verdict) -> str:
    """Return what the verdict shows to be wrong with the lab, one line, or ""."""
    if verdict.status in _OURS:
        return f"could not be judged: {verdict.message or verdict.status}"
    if trial.kind == "reference":
        return _problem_of_reference(lab, verdict)
    if trial.kind == "mutant":
        return _problem_of_mutant(trial, verdict)
    if trial.kind == "attack":
        return f"passes: {WHAT_IT_MEANS[trial.name]}" if verdict.passed else ""
    if verdict.passed and not (trial.kind == "starter" and lab.starter_may_pass):
        if trial.kind != "starter":
            return "passes"
        return "passes, so that nothing is left to do; a lab about refactoring says starter_may_pass = true in lab.toml"
    if trial.kind == "starter" and (shown := [skill for skill, has in told_by(lab, verdict.checks).items() if has]):
        return f"passes all checks that tell of {', '.join(shown)}, so they tell nothing; mend [tells] in lab.toml"
    return ""


def warning(trial: Trial, verdict: Verdict) -> str:
    """Return what the author should know about a trial that went as it must, one line, or ""."""
    if trial.kind == "starter" and verdict.status is Status.BROKEN:
        return f"starter: does not even load: {verdict.message}; a starter should run, and fail the checks"
    return ""


def _problem_of_reference(lab: Lab, verdict: Verdict) -> str:
    if verdict.passed:
        idle = never_ran(lab, verdict.checks)
        return f"does not run {', '.join(idle)}, which [tells] in lab.toml names" if idle else ""
    for check in verdict.checks:
        if check.outcome in (Outcome.FAILED, Outcome.ERROR):
            return f"fails {check.name}: {_one_line(check.message)} (seed {verdict.seed})"
    return f"does not pass: {verdict.message or verdict.status} (seed {verdict.seed})"


def _problem_of_mutant(trial: Trial, verdict: Verdict) -> str:
    if verdict.passed:
        return f"passes every check; {trial.check} should have caught it"
    if verdict.status is Status.BROKEN:
        return f"does not load ({verdict.message}), which no engineer would ship"
    caught = caught_by(verdict)
    if trial.check not in caught:
        others = f"only {', '.join(caught)} did" if caught else f"{verdict.status}: {verdict.message}"
        return f"is not caught by {trial.check}; {others}"
    return ""


def _one_line(text: str, longest: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
