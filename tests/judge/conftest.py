"""`submit`: learner's files and checks in, verdict out, by the real judge."""

from __future__ import annotations

import itertools
import os
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from roadworthy.judge import judge
from roadworthy.labs import CheckResult, Lab, Limits, Verdict

collect_ignore = ["exercises"]  # run by test_exercises.py, in a process of their own and through the judge
# By their own commands (docs/judge.md): what they find by chance on a crowded machine shall not stop everybody's work.
collect_ignore += [f"test_{name}.py" for name in ("soak", "kill") if f"ROADWORTHY_{name.upper()}" not in os.environ]

Submit = Callable[..., Verdict]


def make_lab(folder: Path, *, edit: tuple[str, ...], environment: str = "python", limits: Limits | None = None) -> Lab:
    """A lab around `folder`/starter and `folder`/checks."""
    return Lab(
        id=folder.name,
        folder=folder,
        topic="judge",
        title="A lab of the tests",
        skills=(),
        minutes=1,
        difficulty=1,
        environment=environment,
        components=(),
        edit=edit,
        after=(),
        mutants={},
        hints=(),
        stand_in="",
        starter_may_pass=True,
        limits=limits or Limits(),
    )


def write_all(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).lstrip("\n").encode())


@pytest.fixture
def submit(tmp_path: Path) -> Submit:
    """See `submitter`."""
    return submitter(tmp_path)


def submitter(folder: Path) -> Submit:
    """Return `submit(files, checks, **limits)`: both are texts or name -> text; a text alone is learner.py, test_it.py.

    `starter` gives the lab's own files beside those the learner writes; `seed`, `on_event` and `cancel` go to `judge`.
    """
    numbers = itertools.count()

    def submit(
        files: str | Mapping[str, str | bytes],
        checks: str | Mapping[str, str],
        *,
        starter: Mapping[str, str] | None = None,
        seed: int | None = None,
        on_event: Any = None,
        cancel: Any = None,
        environment: str = "python",
        **limits: Any,
    ) -> Verdict:
        files = {"learner.py": files} if isinstance(files, str) else files
        root = folder / f"lab-{next(numbers)}"
        for part in ("starter", "checks", "work"):
            (root / part).mkdir(parents=True)
        write_all(root / "starter", {"learner.py": "", **(starter or {})})
        write_all(root / "checks", {"test_it.py": checks} if isinstance(checks, str) else checks)
        write_all(root / "work", files)
        edit = ("learner.py",)
        lab = make_lab(root, edit=edit, environment=environment, limits=Limits(**limits))
        return judge(lab, root / "work", seed=seed, on_event=on_event, cancel=cancel)

    return submit


def by_name(verdict: Verdict) -> dict[str, CheckResult]:
    return {check.name: check for check in verdict.checks}


def told(verdict: Verdict) -> str:
    """What went wrong, for the assertion message of a test."""
    lines = [f"{verdict.status.value}: {verdict.message}"]
    for check in verdict.checks:
        if check.outcome.value != "passed":
            where = ", ".join(f"{frame.file}:{frame.line}" for frame in check.traceback)
            lines.append(
                f"{check.name} {check.outcome.value}: {check.message} [{check.expected} / {check.actual}] {where}"
            )
    return "\n".join(lines)


@pytest.fixture
def assert_passes(submit: Submit) -> Callable[..., None]:
    """Return a function that submits and asserts that every check passed."""

    def assert_passes(files: Any, checks: Any, **more: Any) -> None:
        verdict = submit(files, checks, **more)
        assert verdict.passed, told(verdict)

    return assert_passes
