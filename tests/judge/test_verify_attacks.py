"""A lab that a generic attack passes is refused, with a sentence for its author."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from roadworthy.judge import verify
from roadworthy.judge.verify_attacks import LEARNER, WHAT_IT_MEANS, attacks_on, learn, learner_of
from roadworthy.judge.verify_trials import Trial, problem
from roadworthy.labs import CheckResult, Outcome, Status, Verdict, load_lab

EXAMPLE = Path(__file__).parent.parent / "labs" / "data" / "pack" / "python" / "unread-count"
LAB = load_lab(EXAMPLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "pack" / "python" / "unread-count"
    shutil.copytree(EXAMPLE, copy)
    return copy


def names(*edit: str) -> set[str]:
    return {attack.name for attack in attacks_on(replace(LAB, edit=edit))}


def test_each_kind_of_file_has_its_attacks() -> None:
    assert names("a.py") >= {"agrees", "mock", "leaves-at-import", "patches", "skips", "empty", LEARNER}
    assert names("a.sh") >= {"prints-a-pass", "leaves-at-import", "gives-back", "empty"}
    assert "empty" in names("site.conf.template")
    assert "mock" not in names("a.sh")


def test_every_module_of_the_learners_is_replaced() -> None:
    mock = next(
        attack for attack in attacks_on(replace(LAB, edit=("a.py", "b/c.py", "d.sql"))) if attack.name == "mock"
    )
    assert set(mock.files) == {"a.py", "b/c.py"}


def test_every_attack_has_a_text_that_compiles() -> None:
    suffixes = {".py", ".sh", ".sql", ".conf"}
    met = {attack.name for suffix in suffixes for attack in attacks_on(replace(LAB, edit=(f"x{suffix}",)))}
    assert met | {"reads-the-reference"} == set(WHAT_IT_MEANS)
    for attack in attacks_on(LAB):
        for name, text in attack.files.items():
            compile(text, name, "exec")


def test_what_a_pass_means_is_told() -> None:
    passed = Verdict("x", Status.PASSED, ())
    for name, sentence in WHAT_IT_MEANS.items():
        assert problem(LAB, Trial("attack", name, ()), passed) == f"passes: {sentence}"
        assert problem(LAB, Trial("attack", name, ()), replace(passed, status=Status.FAILED)) == ""


def test_answers_are_learnt_from_failures() -> None:
    output = "roadworthy-call double(2,){}\nroadworthy-call double(3,){}\n"
    check = CheckResult("test_a", "A.", Outcome.FAILED, expected="6", output=output)
    learnt = learn(Verdict("x", Status.FAILED, (check, replace(check, expected="<object>"))))
    assert learnt == {"double(3,){}": 6}
    module: dict[str, object] = {}
    exec(learner_of(learnt), module)  # noqa: S102  # our own text
    assert module["__getattr__"]("double")(3) == 6  # type: ignore[operator]
    assert module["__getattr__"]("double")(4) is None  # type: ignore[operator]


CARELESS = {
    "agrees": 'import unread\ndef test_total():\n    """A sum."""\n    assert abs(unread.total() - 3.5) < 0.1\n',
    LEARNER: 'import unread\ndef test_total():\n    """A sum."""\n    assert unread.total(2) == 4\n',
    "says-true": 'import unread\ndef test_total():\n    """Yes."""\n    assert unread.total(2)\n',
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == "says-true" else pytest.mark.long) for name in CARELESS]
)
def test_careless_checks_are_found_out(name: str, folder: Path) -> None:
    for path in (folder / "checks").glob("test_*.py"):
        path.unlink()
    (folder / "checks" / "test_total.py").write_text(CARELESS[name], encoding="utf-8")
    solution = (
        "def total(number=2):\n    return number * 2 if number != 1 else 0\n"
        if name != "agrees"
        else "def total():\n    return 3.5\n"
    )
    (folder / "reference" / "unread.py").write_text(solution, encoding="utf-8")
    (folder / "starter" / "unread.py").write_text("def total(number=2):\n    return 0\n", encoding="utf-8")
    text = (folder / "lab.toml").read_text(encoding="utf-8")
    for mutant in ("counts-own", "forgets-rooms", "counts-the-last-read"):
        (folder / "mutants" / mutant / "unread.py").write_text(f"# {mutant}\ndef total(number=2):\n    return 0\n")
    start = text.index("[mutants]")
    end = text.index("[", start + 1)
    mutants = "".join(f'{name} = "test_total"\n' for name in ("counts-own", "forgets-rooms", "counts-the-last-read"))
    (folder / "lab.toml").write_text(f"{text[:start]}[mutants]\n{mutants}\n{text[end:]}", encoding="utf-8")
    report = verify(folder)
    assert f"attack {name}: passes: {WHAT_IT_MEANS[name]}" in report.problems, report.problems
