from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from roadworthy.components import Missing, find, known_components, lease
from roadworthy.labs import CheckResult, Lab, Outcome, Status, Verdict
from roadworthy.storage import Store, open_store
from roadworthy.storage.engine import parse_url

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a database in a private PostgreSQL."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("the driver for PostgreSQL is missing: uv sync")
    found = find(known_components()["postgresql"])
    if isinstance(found, Missing):
        pytest.skip(f"{found.reason}: {found.install}")
    with lease(["postgresql"]) as leases:
        yield leases.env["POSTGRESQL_URL"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'roadworthy.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, url: str) -> Iterator[Store]:
    """An empty store, on each of the databases that we promise."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
        empty(url)
    with open_store(url) as opened:
        yield opened


def empty(url: str) -> None:
    engine = create_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
