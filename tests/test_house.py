"""The house rules run as code (docs/decisions/0002-house-rules-as-tests.md)."""

from __future__ import annotations

import ast
import functools
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
SOURCE = REPO / "src" / "roadworthy"
ROOMS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file())
PYTHON_FILES = sorted(
    file
    for root in ("src/roadworthy", "tests", "benchmarks", "scripts")
    for file in (REPO / root).rglob("*.py")
    if "data" not in file.parts
)
LONGEST = 500
MEDIAN = 150


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_a_room_may_be() -> None:
    too_long = {str(file.relative_to(REPO)): lines(file) for file in PYTHON_FILES if lines(file) > LONGEST}
    assert not too_long


def test_the_median_file_is_short() -> None:
    assert statistics.median(lines(file) for file in SOURCE.rglob("*.py") if lines(file) > 0) < MEDIAN


@functools.cache
def imported_modules(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]
    found += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return found


@pytest.mark.xdist_group("rooms")  # so that each file is read once
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_reaches_past_the_door_of_another_room(room: str) -> None:
    """Only the room itself imports files of the room; others import its `__init__`."""
    trespass = [
        f"{file.relative_to(REPO)} imports {module}"
        for file in SOURCE.rglob("*.py")
        if file.relative_to(SOURCE).parts[0] != room
        for module in imported_modules(file)
        if module.startswith(f"roadworthy.{room}.")
    ]
    assert not trespass


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
        ["uv", "lock", "--check", "--offline"],
    ],
    ids=" ".join,
)
def test_the_tools_agree(command: list[str]) -> None:
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([tool, *command[1:]], cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_no_path_of_a_machine_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a Git checkout: clone the repository to run this")
    checkout = str(REPO).encode()
    guilty = [
        name
        for name in listed.stdout.split("\0")
        if name and (REPO / name).is_file() and checkout in (REPO / name).read_bytes()
    ]
    assert not guilty
