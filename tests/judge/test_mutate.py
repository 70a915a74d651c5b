"""Generated mutants: small, plausible, always the same; and what a lab's checks say of them."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest
from tests.judge.conftest import make_lab, write_all

from roadworthy.judge import mutate
from roadworthy.judge.mutate import mutants_of, spread
from roadworthy.labs import Lab

OUR_LABS = Path(__file__).parents[2] / "src" / "roadworthy_content" / "labs"


def made(source: str) -> set[tuple[str, str]]:
    """Return (kind, changed line) of every mutant of a source."""
    text = textwrap.dedent(source).lstrip("\n").encode()
    return {(mutant.kind, mutant.after.strip()) for mutant in mutants_of("a.py", text)}


@pytest.mark.parametrize(
    ("source", "kind", "after"),
    [
        ("x = a < b", "comparison", "x = a <= b"),
        ("x = a >= b", "comparison", "x = a > b"),
        ("x = a == b != c", "comparison", "x = a == b == c"),
        ("x = a not in b", "comparison", "x = a in b"),
        ("x = a is  not b", "comparison", "x = a is b"),
        ("x = (a) < (b)", "comparison", "x = (a) <= (b)"),
        ("x = a and b and c", "boolean operator", "x = a and b or c"),
        ("x = a or b", "boolean operator", "x = a and b"),
        ("x = a - b", "arithmetic", "x = a + b"),
        ("x = a ** b", "arithmetic", "x = a * b"),
        ("a += b", "arithmetic", "a -= b"),
        ("a += b", "removed statement", "pass"),
        ("x = not a", "removed not", "x = a"),
        ("x = not(a)", "removed not", "x = (a)"),
        ("x = a[1:]", "constant", "x = a[2:]"),
        ("x = True", "constant", "x = False"),
        ("x = 'ab'", "text", "x = 'ab~'"),
        ("x = 'ä' < b", "comparison", "x = 'ä' <= b"),
        ("def f():\n    return a + b", "return value", "return None"),
        ("a.b()", "removed statement", "pass"),
        ("a.b = c", "removed statement", "pass"),
        ("del a[b]", "removed statement", "pass"),
        ("raise Oops", "removed statement", "pass"),
        ("for a in b:\n    break", "removed statement", "pass"),
        ("async def f():\n    await g()", "removed await", "g()"),
        ("async def f():\n    async with a:\n        g()", "removed with", "if True:"),
        ("with lock, other:\n    g()", "removed with", "if True:"),
        ("try:\n    f()\nfinally:\n    g()", "removed finally", "pass"),
        ("try:\n    f()\nexcept Oops:\n    g()", "removed except", "raise"),
        ("f(a, b, c)", "swapped arguments", "f(b, a, c)"),
        ("if a:\n    f()", "negated condition", "if not a:"),
        ("x = a if f(b) else c", "negated condition", "x = a if not f(b) else c"),
    ],
)
def test_mistakes_that_are_made(source: str, kind: str, after: str) -> None:
    assert (kind, after) in made(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "x: int | None",
        "def f(a: 'int' = b) -> 'str': ...",
        "import a",
        "__all__ = ['a']",
        "if __name__ == '__main__':\n    main(1)",
        "if TYPE_CHECKING:\n    x = 1",
        "log.info('a', 1, 2)",
        "self._logger.warning('a')",
        "x = f'{a}: {1}'",
        "x = 4096",
        "x = 'a sentence that is for people alone'",
        "assert a == b",
        "try:\n    import a\nexcept ImportError:\n    a = None",
    ],
)
def test_what_is_for_readers_types_or_machines_is_left_alone(source: str) -> None:
    assert not made(source)


def test_what_would_change_nothing_or_never_end_is_left_alone() -> None:
    assert ("comparison", "if a <= best:") not in made("if a < best:\n    best = a")
    assert ("comparison", "if a <= best:") in made("if a < best:\n    worse = a")
    assert ("swapped arguments", "x = max(b, a)") not in made("x = max(a, b)")
    assert made("while a:\n    break") == set()
    assert ("removed statement", "pass") not in made("while a < b:\n    a += 1")


@pytest.mark.long
def test_every_mutant_of_our_labs_runs_differs_and_is_the_only_one_of_its_kind() -> None:
    seen = 0
    for path in sorted(OUR_LABS.glob("*/*/reference/**/*.py")):
        source = path.read_bytes()
        mutants = mutants_of(path.name, source)
        shapes = {ast.dump(ast.parse(mutant.text)) for mutant in mutants}
        assert len(shapes) == len(mutants)
        assert ast.dump(ast.parse(source)) not in shapes
        lines = source.decode().splitlines()
        for mutant in mutants:
            changed = mutant.before.splitlines()
            first = next(
                n
                for n in range(mutant.line)
                if lines[n : n + len(changed)] == changed and n >= mutant.line - len(changed)
            )
            assert first < mutant.line <= first + len(changed)
        assert [mutant.text for mutant in mutants_of(path.name, source)] == [mutant.text for mutant in mutants]
        seen += len(mutants)
    assert seen > 500


def test_what_is_no_python_has_no_mutants() -> None:
    assert mutants_of("a.sql", b"SELECT 1") == []
    assert mutants_of("a.py", b"\xff = 1") == []


@pytest.mark.long
def test_a_choice_is_spread_and_takes_telling_mistakes_first() -> None:
    source = "".join(f"x{n} = a{n} < b{n}\ny{n} = {n}\n" for n in range(100)).encode()
    mutants = mutants_of("a.py", source)
    chosen = spread(mutants, 20)
    assert [mutant.kind for mutant in chosen] == ["comparison"] * 20
    assert [mutant.line for mutant in chosen] == list(range(1, 201, 10))
    assert spread(mutants, 20) == chosen
    more = spread(mutants, 150)
    assert sum(mutant.kind == "comparison" for mutant in more) == 100
    assert len(more) == 150
    assert more == sorted(more, key=mutants.index)
    assert spread(mutants, 1000) == mutants
    assert spread([], 5) == []


REFERENCE = """
def allowed(age, limit=18):
    if age < 0:
        raise ValueError(age)
    return age >= limit
"""

CHECKS = """
import pytest
from learner import allowed

def test_grown_up():
    assert allowed(30)
    assert not allowed(3)

def test_no_age():
    with pytest.raises(ValueError):
        allowed(-1)
"""


def lab_of(folder: Path, reference: str, checks: str) -> Lab:
    write_all(
        folder / "lab",
        {"starter/learner.py": "", "reference/learner.py": reference, "checks/test_it.py": checks},
    )
    return make_lab(folder / "lab", edit=("learner.py",))


def test_survivors_are_the_cases_that_no_check_looks_at(tmp_path: Path) -> None:
    report = mutate(lab_of(tmp_path, REFERENCE, CHECKS), jobs=2)
    assert report.problem == ""
    assert report.tried == report.possible == report.caught + len(report.survivors)
    assert {(survivor.line, survivor.after.strip()) for survivor in report.survivors} == {
        (1, "def allowed(age, limit=19):"),  # nobody is 18
        (2, "if age <= 0:"),  # nor just born
        (2, "if age < 1:"),
        (4, "return age > limit"),
    }
    assert all(survivor.file.endswith("reference/learner.py") for survivor in report.survivors)
    assert report.to_dict()["survivors"][0]["kind"] == "constant"


@pytest.mark.long
def test_with_the_missing_checks_none_survives(tmp_path: Path) -> None:
    checks = CHECKS + "\ndef test_bounds():\n    assert allowed(18)\n    assert not allowed(0)\n"
    report = mutate(lab_of(tmp_path, REFERENCE, checks), jobs=2)
    assert report.survivors == ()
    assert report.caught == report.tried > 5


@pytest.mark.long
def test_a_bounded_number_is_tried(tmp_path: Path) -> None:
    report = mutate(lab_of(tmp_path, REFERENCE, CHECKS), most=2)
    assert report.tried == 2
    assert report.possible > 2


def test_a_reference_that_fails_is_said_and_nothing_tried(tmp_path: Path) -> None:
    report = mutate(lab_of(tmp_path, REFERENCE.replace(">=", "<"), CHECKS))
    assert report.tried == 0
    assert "the reference does not pass" in report.problem
