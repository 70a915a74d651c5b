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
# Each day: classes and their protocols, async, threads, decorators, files, modules, standard input; and a large one.
EVERYDAY = {
    "abc_units", "async_desk", "bank_desk", "chat_pool", "json_store", "memo_wrap", "meta_forge", "money_types",
    "plug_board", "reload_me", "slice_shelf", "trace_calls", "vector_space",
}  # fmt: skip


def parameters(names: list[str]) -> list[object]:
    return [pytest.param(name, marks=[] if name in EVERYDAY else pytest.mark.long) for name in names]


def together(names: set[str]) -> list[list[str]]:
    """Return which of the exercises share an attempt."""
    small = [name for name in SMALL if name in names]
    return [
        *([name] for name in EXERCISES if name in names and name not in small),
        *(small[start : start + GROUP] for start in range(0, len(small), GROUP)),
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


def lay_out(root: Path, kind: str, attempts: list[list[str]]) -> None:
    """Lay out each attempt's files: root/<first exercise>/starter and checks."""
    for names in attempts:
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


def run_plain(root: Path, attempts: list[list[str]]) -> dict[str, dict[str, tuple[str, str]]]:
    """Run the exercises' tests with plain pytest in one process, the files of an attempt in one folder."""
    plain = root / "plain"
    for names in attempts:
        for part in ("starter", "checks"):
            shutil.copytree(root / names[0] / part, plain / names[0], dirs_exist_ok=True)
    (plain / "conftest.py").write_text(RECORDER)
    (plain / "pytest.ini").write_text("[pytest]\nmarkers = task(taskno)\n")
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=plain, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert (plain / "outcomes.json").exists(), done.stdout + done.stderr
    told: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in EXERCISES}
    for test, (outcome, message) in json.loads((plain / "outcomes.json").read_text()).items():
        told[test.partition("_test.py::")[0]][test] = (outcome, message)
    return told


@pytest.fixture(scope="module")
def compared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Compared]:
    """Every exercise that a test of this run asks about, with each kind of files."""
    asked = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    shared = together({item.callspec.params["name"] for item in asked if hasattr(item, "callspec")})
    roots = {kind: tmp_path_factory.mktemp(kind) for kind in ("solution", "failing")}
    for kind, root in roots.items():
        lay_out(root, kind, shared)

    def one(attempt: tuple[list[str], str]) -> Verdict:
        names, kind = attempt
        lab = make_lab(roots[kind] / names[0], edit=tuple(f"{name}.py" for name in names))
        return judge(lab, lab.starter)

    attempts = [(names, kind) for names in shared for kind in roots]
    with ThreadPoolExecutor(2) as pool:
        plain = dict(zip(roots, pool.map(lambda root: run_plain(root, shared), roots.values()), strict=True))
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


@pytest.mark.parametrize("name", parameters(EXERCISES))
def test_a_solution_passes_both_ways(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    solution = compared[name, "solution"]
    plain, judged = solution.outcomes()
    assert set(plain.values()) == {"passed"}, solution.plain
    assert judged == plain, told_of(solution)


@pytest.mark.parametrize("name", parameters(EXERCISES))
def test_a_failure_fails_the_same_tests_both_ways(name: str, compared: dict[tuple[str, str], Compared]) -> None:
    failing = compared[name, "failing"]
    plain, judged = failing.outcomes()
    assert "failed" in plain.values()
    assert judged == plain, told_of(failing)
    assert not failing.verdict.passed


@pytest.mark.parametrize("name", parameters(SMALL))
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
