"""The labs that benchmarks of the judge judge: five small checks each."""

from __future__ import annotations

from pathlib import Path

from roadworthy.labs import Lab, Limits

_ARITHMETIC = """\
def add(left, right):
    return left + right


def words(text):
    return text.split()
"""
_ARITHMETIC_CHECKS = """\
import pytest
from learner import add, words


def test_adds():
    assert add(2, 3) == 5


def test_adds_what_is_negative():
    assert add(2, -3) == -1


def test_adds_text():
    assert add("a", "b") == "ab"


def test_splits():
    assert words("one two  three") == ["one", "two", "three"]


def test_refuses():
    with pytest.raises(TypeError):
        add(1, "b")
"""
_WEB = """\
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Sum(BaseModel):
    left: int
    right: int


@app.get("/")
def root() -> dict[str, str]:
    return {"hello": "world"}


@app.post("/sum")
def add(values: Sum) -> dict[str, int]:
    return {"sum": values.left + values.right}


client = TestClient(app)
"""
_WEB_CHECKS = """\
from learner import Sum, add, client


def test_root():
    assert client.get("/").json() == {"hello": "world"}


def test_sum():
    assert client.post("/sum", json={"left": 2, "right": 3}).json() == {"sum": 5}


def test_refuses():
    assert client.post("/sum", json={"left": "two"}).status_code == 422


def test_is_not_there():
    assert client.get("/nothing").status_code == 404


def test_model():
    assert add(Sum(left=1, right=1)) == {"sum": 2}
"""
_WAITS = "import time\nfrom learner import add\n\n\ndef test_waits():\n    assert add(1, 1) == 2\n    time.sleep(60)\n"


def arithmetic(folder: Path) -> tuple[Lab, Path]:
    """Return a lab in pure Python and a right solution."""
    return _lab(folder, "python", _ARITHMETIC, _ARITHMETIC_CHECKS, Limits())


def web(folder: Path) -> tuple[Lab, Path]:
    """Return a lab that needs FastAPI and pydantic, and a right solution."""
    return _lab(folder, "web", _WEB, _WEB_CHECKS, Limits())


def waiting(folder: Path) -> tuple[Lab, Path]:
    """Return a lab whose check calls the learner's code and then waits for a minute."""
    return _lab(folder, "python", _ARITHMETIC, _WAITS, Limits(seconds=60))


def _lab(folder: Path, environment: str, solution: str, checks: str, limits: Limits) -> tuple[Lab, Path]:
    for part, name, content in (
        ("starter", "learner.py", ""),
        ("checks", "test_it.py", checks),
        ("work", "learner.py", solution),
    ):
        (folder / part).mkdir(parents=True)
        (folder / part / name).write_text(content, encoding="utf-8")
    lab = Lab(
        id=folder.name,
        folder=folder,
        topic="benchmark",
        title="A lab of a benchmark",
        skills=(),
        minutes=1,
        difficulty=1,
        environment=environment,
        components=(),
        edit=("learner.py",),
        after=(),
        mutants={},
        hints=(),
        stand_in="",
        starter_may_pass=True,
        limits=limits,
    )
    return lab, folder / "work"
