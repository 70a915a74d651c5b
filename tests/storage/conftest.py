from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roadworthy.labs import CheckResult, Lab, Outcome, Status, Verdict
from roadworthy.storage import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator


def make_lab(
    name: str = "cache-aside", skills: tuple[str, ...] = ("redis", "cache-aside"), version: str = "a" * 64
) -> Lab:
    """A lab as the catalogue would hand it out; the store reads only its id, skills and hash."""
    lab = Lab(
        id=name,
        folder=Path("/nowhere") / name,
        topic="caching",
        title=name,
        skills=skills,
        minutes=20,
        difficulty=2,
        environment="python",
        components=(),
        edit=("cache.py",),
        after=(),
        mutants={},
        hints=("one", "two"),
        stand_in="",
        starter_may_pass=False,
    )
    vars(lab)["hash"] = version  # else it is read from the folder, which this lab has none of
    return lab


def make_verdict(lab: Lab, status: Status = Status.PASSED, *, submission: str = "b" * 64) -> Verdict:
    outcome = Outcome.PASSED if status is Status.PASSED else Outcome.FAILED
    return Verdict(
        lab=lab.id,
        status=status,
        checks=(CheckResult("test_it", "It works", outcome, output="odd: \x00 \ud800 \u202e"),),
        lab_hash=lab.hash,
        submission_hash=submission,
        seed=2**70,
        seconds=0.25,
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'roadworthy.sqlite3'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened
