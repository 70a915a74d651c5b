"""Check files that look at an attempt's variables while they are collected must be collected in each attempt."""

import runpy
from pathlib import Path

import pytest

from roadworthy.judge.guest.collecting import EnvironmentLookedAt


@pytest.mark.parametrize(
    "looks", ["os.environ.get('NOT_SET', '')", "os.getenv('NOT_SET')", "'NOT_SET' in os.environ", "dict(os.environ)"]
)
def test_a_look_at_a_variable_is_noticed(tmp_path: Path, looks: str) -> None:
    checks = tmp_path / "test_it.py"
    checks.write_text(f"import os\nFOUND = {looks}\n", encoding="utf-8")
    with EnvironmentLookedAt(str(tmp_path)) as environment:
        runpy.run_path(str(checks))
    assert environment.found in ("NOT_SET", "all variables")


def test_looks_of_others_do_not_count(tmp_path: Path) -> None:
    checks = tmp_path / "test_it.py"
    checks.write_text("import os\nFOUND = os.environ.get('NOT_SET')\n", encoding="utf-8")
    with EnvironmentLookedAt(str(tmp_path / "checks")) as environment:
        runpy.run_path(str(checks))
    assert environment.found == ""
