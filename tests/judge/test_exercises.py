"""Natural exercises, written for one process, end through the judge as they end in plain pytest, test for test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.judge.conftest import make_lab, told

from roadworthy.judge import judge
from roadworthy.labs import Outcome, Verdict

FOLDER = Path(__file__).parent / "exercises"
EXERCISES = sorted(path.name for path in FOLDER.iterdir() if (path / f"{path.name}_test.py").exists())
FAILING = {Outcome.FAILED, Outcome.ERROR}

# All attempts are made once, in one worker, and two at a time.
pytestmark = pytest.mark.xdist_group("exercises")

RECORDER = """
import json, os
outcomes = {}
def pytest_runtest_logreport(report):
    name = report.nodeid.split("/")[-2] + "/" + report.nodeid.split("::")[-1]
    if report.failed:
        outcomes[name] = "failed"
    elif report.skipped:
        outcomes.setdefault(name, "skipped")
    else:
        outcomes.setdefault(name, "passed") if report.when == "call" else None
def pytest_sessionfinish():
    with open("outcomes.json", "w") as file:
        json.dump(outcomes, file)
"""


@dataclass
class Compared:
    """One exercise with one kind of files: how plain pytest and the judge say each test ended."""

    plain: dict[str, str]
    verdict: Verdict

    @property
    def judged(self) -> dict[str, str]:
        return {
            check.name: "failed" if check.outcome in FAILING else check.outcome.value for check in self.verdict.checks
        }


def lay_out(root: Path, kind: str) -> None:
    for name in EXERCISES:
        source = FOLDER / name
        for part in ("starter", "checks"):
            (root / name / part).mkdir(parents=True)
        chosen = f"{name}_stub.py" if kind == "stub" else f"{name}.py"
        shutil.copy(source / chosen, root / name / "starter" / f"{name}.py")
        for extra in source.glob("*.py"):
            if not extra.stem.startswith(name) or extra.stem.endswith("_test"):
                shutil.copy(extra, root / name / "checks")


def run_plain(root: Path) -> dict[str, dict[str, str]]:
    """Run every exercise's tests with plain pytest in one process, the files of an exercise in one folder."""
    together = root / "plain"
    for name in EXERCISES:
        for part in ("starter", "checks"):
            shutil.copytree(root / name / part, together / name, dirs_exist_ok=True)
    (together / "conftest.py").write_text(RECORDER)
    (together / "pytest.ini").write_text("[pytest]\nmarkers = task(taskno)\n")
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=together, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert (together / "outcomes.json").exists(), done.stdout + done.stderr
    outcomes: dict[str, dict[str, str]] = {name: {} for name in EXERCISES}
    for full, outcome in json.loads((together / "outcomes.json").read_text()).items():
        exercise, _, test = full.partition("/")
        outcomes[exercise][test] = outcome
    return outcomes


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Compared]:
    roots = {kind: tmp_path_factory.mktemp(kind) for kind in ("solution", "stub")}
    for kind, root in roots.items():
        lay_out(root, kind)

    def one(attempt: tuple[str, str]) -> Verdict:
        name, kind = attempt
        lab = make_lab(roots[kind] / name, edit=(f"{name}.py",))
        return judge(lab, lab.starter)

    attempts = [(name, kind) for name in EXERCISES for kind in roots]
    with ThreadPoolExecutor(2) as pool:
        plain = dict(zip(roots, pool.map(run_plain, roots.values()), strict=True))
        verdicts = pool.map(one, attempts)
        return {
            (name, kind): Compared(plain[kind][name], verdict)
            for (name, kind), verdict in zip(attempts, verdicts, strict=True)
        }


def test_there_are_thirty() -> None:
    assert len(EXERCISES) >= 30


@pytest.mark.parametrize("name", EXERCISES)
def test_a_solution_passes_both_ways(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    solution = compared[name, "solution"]
    assert set(solution.plain.values()) == {"passed"}
    assert solution.judged == solution.plain, told(solution.verdict)
    assert solution.verdict.passed


@pytest.mark.parametrize("name", EXERCISES)
def test_a_stub_fails_the_same_tests_both_ways(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    stub = compared[name, "stub"]
    assert "failed" in stub.plain.values()
    assert stub.judged == stub.plain, told(stub.verdict)
    assert not stub.verdict.passed
