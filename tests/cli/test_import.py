"""`roadworthy import`: a track in, a pack out that `verify` takes; broken exercises are named, with an exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.labs.exercism_track import small_track

Run = Callable[..., Any]


@pytest.fixture
def track(tmp_path: Path) -> Path:
    """A track of two exercises: one about refactoring, one with two files."""
    root = small_track(tmp_path / "track")
    config = json.loads((root / "config.json").read_text())
    for kind, listed in config["exercises"].items():
        config["exercises"][kind] = [each for each in listed if each["slug"] in ("tidy-ledger", "tea-till")]
    (root / "config.json").write_text(json.dumps(config))
    return root


@pytest.mark.long
def test_an_imported_pack_is_verified(rw: Run, track: Path) -> None:
    done = rw("import", "exercism", str(track), "--output", "pack", "--try")
    assert done.code == 0
    assert "pack has 2 labs" in done.out
    verified = rw("verify", "--pack", "pack", "--json")
    assert verified.code == 0, verified.out
    assert {report["lab"]: report["passed"] for report in verified.data} == {"tea-till": True, "tidy-ledger": True}
    assert "no mutants" in verified.data[0]["warnings"][0]


def test_a_broken_exercise_is_named_with_its_file(rw: Run, track: Path) -> None:
    (track / "exercises/practice/tea-till/.meta/till.py").unlink()
    done = rw("import", "exercism", str(track), "-o", "pack")
    assert done.code == 1
    assert "tea-till  exercises/practice/tea-till/.meta/till.py: there is no file" in done.out
    assert (Path("pack") / "python-practice" / "tidy-ledger" / "lab.toml").exists()


def test_json_is_all_there_is_on_standard_output(rw: Run, track: Path) -> None:
    done = rw("import", "exercism", str(track), "-o", "pack", "--json")
    assert done.data["outcome"] == "new"
    made = {each["exercise"]: each["lab"] for each in done.data["exercises"] if each["outcome"] == "imported"}
    assert made == {"tidy-ledger": "python-practice/tidy-ledger", "tea-till": "python-practice/tea-till"}
    assert rw("import", "exercism", str(track), "-o", "pack", "--json").data["outcome"] == "unchanged"


@pytest.mark.long
def test_an_id_of_another_lab_is_not_taken_twice(rw: Run, track: Path) -> None:
    rw("import", "exercism", str(track), "-o", "pack")
    Path("second").mkdir()
    done = rw("import", "exercism", str(track), "-o", "second/pack")
    assert done.code == 0
    config = track / "config.json"
    config.write_text(config.read_text().replace('"tidy-ledger"', '"initials"'))
    (track / "exercises/practice/tidy-ledger").rename(track / "exercises/practice/initials")
    done = rw("import", "exercism", str(track), "-o", "third", "--json")
    assert "python-practice/exercism-initials" in [each["lab"] for each in done.data["exercises"]]


def test_what_is_no_track_is_said_in_one_line(rw: Run, tmp_path: Path) -> None:
    done = rw("import", "exercism", str(tmp_path), "-o", "pack")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "is no track of Exercism's: config.json is missing" in done.err
