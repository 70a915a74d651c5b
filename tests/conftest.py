"""Tiers, skips and isolation for the whole suite.

Everyday run: everything but `long`. CI (the variable CI is set) and `--long` add the long tier.
In CI a skipped test is a failure: the machine was meant to have what the test needs.
Also in CI, tests that drive terminals, browsers and servers get a second try, and are named when they needed it
(docs/decisions/0015-second-tries.md). The corpus of attacks gets none: one that succeeds now and then is a hole.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import pytest

# Images of containers like to forbid bytecode. Then each of the hundreds of processes that the tests start compiles all
# that it imports, which is most of their time. `__pycache__` is nowhere taken for anybody's file.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

IN_CI = bool(os.environ.get("CI"))
REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"

# Rooms whose tests wait for other programs.
_SECOND_TRY = [REPO / "tests" / room for room in ("browser", "cli", "components", "judge", "web", "test_container.py")]

_numbers = itertools.count()
_skipped: list[str] = []
_second_tries: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", default=IN_CI, help="also run the long tier (default in CI)")


def name_groups(items: list[pytest.Item]) -> None:
    """Tell xdist's scheduler in which group a test is; it reads that from the end of the test's id.

    xdist 3.8 writes it where pytest reads it no more since 9.2, and schedules as if nobody had asked for groups
    (pytest-xdist issue 1386): what a group shares would be started once for each worker.
    """
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group and not item.nodeid.endswith(suffix := f"@{group.args[0]}"):
            item._id = type(item.id).parse(item.nodeid + suffix)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if getattr(config.option, "loadgroup", False):  # in a worker of a run that goes by groups
        name_groups(items)
    if IN_CI:
        for item in items:
            if any(item.path.is_relative_to(room) for room in _SECOND_TRY):
                item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append(f"{report.nodeid}: {reason}")
    if report.outcome == "rerun":
        _second_tries.append(report.nodeid)
    if report.when == "call":
        _second_tries.extend(str(what) for name, what in report.user_properties if name == "needed a second try")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if IN_CI and _skipped and not hasattr(session.config, "workerinput") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _second_tries:
        terminalreporter.section("needed a second try", yellow=True)
        for line in _second_tries:
            terminalreporter.line(line)
    if IN_CI and _skipped:
        terminalreporter.section("skipped in CI, which counts as failed", red=True)
        for line in _skipped:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests keep what is theirs: one folder, since to number thousands pytest would list them each time."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def private_folders(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the database, the workspaces or the settings of the person who runs it.

    Built environments are shared by all tests (they are named by content), since building them is slow.
    """
    home = homes / str(next(_numbers))
    monkeypatch.setenv("ROADWORTHY_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("ROADWORTHY_WORKSPACES", str(home / "workspaces"))
    for name in ("ROADWORTHY_DATABASE", "ROADWORTHY_PACKS", "ROADWORTHY_HOST", "ROADWORTHY_PORT", "ROADWORTHY_LEARNER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder with the two roadmaps that Roadworthy must serve first."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the seed roadmaps are not beside the checkout: put them into ../shared/seeds")
    return folder


@pytest.fixture(scope="session")
def inventory() -> Path:
    """The folder with the inventory of both seed roadmaps."""
    folder = SHARED / "inventory"
    if not folder.is_dir():
        pytest.skip("the inventory is not beside the checkout: put it into ../shared/inventory")
    return folder
