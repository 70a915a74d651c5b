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
from roadworthy.labs import CheckResult, Outcome, Verdict

FOLDER = Path(__file__).parent / "exercises"
EXERCISES = sorted(path.name for path in FOLDER.iterdir() if (path / f"{path.name}_test.py").exists())
FAILING = {Outcome.FAILED, Outcome.ERROR}

# All attempts are made once, in one worker, and two at a time.
pytestmark = pytest.mark.xdist_group("exercises")

RECORDER = """
import json, os
import pytest
told = {}
def pytest_runtest_logreport(report):
    name = report.nodeid.split("/", 1)[-1]
    crash = getattr(report.longrepr, "reprcrash", None)
    if report.failed:
        told[name] = ["failed", crash.message if crash else ""]
    elif report.skipped:
        told.setdefault(name, ["skipped", ""])
    elif report.when == "call":
        told.setdefault(name, ["passed", ""])
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    os.chdir(item.path.parent)
def pytest_sessionfinish(session):
    (session.config.rootpath / "outcomes.json").write_text(json.dumps(told))
"""

GROUP = 14
"""Small exercises share an attempt, so that they cost one start of the judge."""


def is_small(name: str) -> bool:
    """Say if an exercise has a wrong solution instead of a stub; its files may lie beside other exercises'."""
    return (FOLDER / name / f"{name}_wrong.py").exists()


SMALL = [name for name in EXERCISES if is_small(name)]
TOGETHER = [
    *([name] for name in EXERCISES if not is_small(name)),
    *(SMALL[start : start + GROUP] for start in range(0, len(SMALL), GROUP)),
]


@dataclass
class Compared:
    """One exercise with one kind of files: how plain pytest and the judge say each test ended.

    Attributes:
        plain: Test -> outcome and message.
        judged: The same tests -> the judge's results.
        verdict: On the whole attempt.
    """

    plain: dict[str, tuple[str, str]]
    judged: dict[str, CheckResult]
    verdict: Verdict

    def outcomes(self) -> tuple[dict[str, str], dict[str, str]]:
        plain = {name: outcome for name, (outcome, _) in self.plain.items()}
        judged = {
            name: "failed" if check.outcome in FAILING else check.outcome.value for name, check in self.judged.items()
        }
        return plain, judged


def lay_out(root: Path, kind: str) -> None:
    """Lay out each attempt's files: root/<first exercise>/starter and checks."""
    for names in TOGETHER:
        starter, checks = (root / names[0] / part for part in ("starter", "checks"))
        for name in names:
            shutil.copytree(FOLDER / name, checks, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            chosen = {kind: checks / f"{name}_{kind}.py" for kind in ("stub", "wrong")}
            chosen["solution"] = checks / f"{name}.py"
            chosen["failing"] = chosen["wrong" if is_small(name) else "stub"]
            starter.mkdir(exist_ok=True)
            shutil.copy(chosen[kind], starter / f"{name}.py")
            for path in chosen.values():
                path.unlink(missing_ok=True)
            if (checks / "starter").exists():
                shutil.copytree(checks / "starter", starter, dirs_exist_ok=True)
                shutil.rmtree(checks / "starter")


def run_plain(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Run every exercise's tests with plain pytest in one process, the files of an attempt in one folder."""
    together = root / "plain"
    for names in TOGETHER:
        for part in ("starter", "checks"):
            shutil.copytree(root / names[0] / part, together / names[0], dirs_exist_ok=True)
    (together / "conftest.py").write_text(RECORDER)
    (together / "pytest.ini").write_text("[pytest]\nmarkers = task(taskno)\n")
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=together, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert (together / "outcomes.json").exists(), done.stdout + done.stderr
    told: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in EXERCISES}
    for test, (outcome, message) in json.loads((together / "outcomes.json").read_text()).items():
        told[test.partition("_test.py::")[0]][test] = (outcome, message)
    return told


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Compared]:
    roots = {kind: tmp_path_factory.mktemp(kind) for kind in ("solution", "failing")}
    for kind, root in roots.items():
        lay_out(root, kind)

    def one(attempt: tuple[list[str], str]) -> Verdict:
        names, kind = attempt
        lab = make_lab(roots[kind] / names[0], edit=tuple(f"{name}.py" for name in names))
        return judge(lab, lab.starter)

    attempts = [(names, kind) for names in TOGETHER for kind in roots]
    with ThreadPoolExecutor(2) as pool:
        plain = dict(zip(roots, pool.map(run_plain, roots.values()), strict=True))
        verdicts = list(pool.map(one, attempts))
    found = {}
    for (names, kind), verdict in zip(attempts, verdicts, strict=True):
        tests = {test for name in names for test in plain[kind][name]}
        judged = {full_name(check.name, tests): check for check in verdict.checks}
        for name in names:
            mine = {test: check for test, check in judged.items() if test.startswith((f"{name}_test.py", "?"))}
            found[name, kind] = Compared(plain[kind][name], mine, verdict)
    return found


def full_name(short: str, tests: set[str]) -> str:
    """Return the test that the judge means by a name, which it keeps as short as it can."""
    meant = [test for test in tests if test == short or test.endswith(f"::{short}")]
    return meant[0] if len(meant) == 1 else f"? {short}"


def test_there_are_many() -> None:
    assert len(EXERCISES) >= 76


@pytest.mark.parametrize("name", EXERCISES)
def test_a_solution_passes_both_ways(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    solution = compared[name, "solution"]
    plain, judged = solution.outcomes()
    assert set(plain.values()) == {"passed"}, solution.plain
    assert judged == plain, told_of(solution)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_failure_fails_the_same_tests_both_ways(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    failing = compared[name, "failing"]
    plain, judged = failing.outcomes()
    assert "failed" in plain.values()
    assert judged == plain, told_of(failing)
    assert not failing.verdict.passed


@pytest.mark.parametrize("name", SMALL)
def test_a_wrong_answer_is_told_what_is_wrong(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    failing = compared[name, "failing"]
    for test, (outcome, message) in failing.plain.items():
        check = failing.judged[test]
        if outcome != "failed":
            assert (check.message, check.expected, check.actual) == ("", "", ""), test
        elif not message.startswith(("assert ", "AssertionError")):  # what else was raised is told word for word
            assert check.message.splitlines()[:1] == message.splitlines()[:1], test
        else:
            assert check.message or check.expected != check.actual, (test, message)


def told_of(one: Compared) -> str:
    """What went wrong with the exercise's own checks, for the assertion message of a test."""
    if not one.judged:
        return told(one.verdict)
    plain, judged = one.outcomes()
    return "\n".join(
        f"{test}: {outcome} in plain pytest ({one.plain[test][1]!r}), but {judged.get(test)}: {one.judged.get(test)}"
        for test, outcome in plain.items()
        if judged.get(test) != outcome
    )
