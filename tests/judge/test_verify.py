"""`verify` finds what is wrong with a lab: by its trials, and in what each verdict shows."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from roadworthy.judge import VerifyReport, verify, verify_all, what_it_is_made_of
from roadworthy.judge.verify_trials import caught_by, problem, trials, warning
from roadworthy.labs import CheckResult, Lab, Outcome, Status, Verdict, function_name, load_lab, new_lab

EXAMPLE = Path(__file__).parent.parent / "labs" / "data" / "pack" / "python" / "unread-count"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example lab that a test may spoil."""
    copy = tmp_path / "pack" / "python" / "unread-count"
    shutil.copytree(EXAMPLE, copy)
    return copy


def failed(*names: str, status: Status = Status.FAILED, message: str = "") -> Verdict:
    checks = tuple(CheckResult(name, "A sentence.", Outcome.FAILED, message="expected 1") for name in names)
    return Verdict("unread-count", status, checks, message=message, seed=7)


PASSED = Verdict("unread-count", Status.PASSED, (CheckResult("test_a", "A sentence.", Outcome.PASSED),))
OWN = "test_own_messages_are_read"


def said(kind: str, verdict: Verdict, name: str = "", lab: Lab | None = None) -> str:
    """What `verify` says about a verdict on a trial of the example lab."""
    lab = lab or load_lab(EXAMPLE)
    trial = next(trial for trial in trials(lab) if trial.kind == kind and name in ("", trial.name))
    return problem(lab, trial, verdict)


def test_a_lab_is_tried_from_all_sides() -> None:
    tried = [(trial.kind, trial.name) for trial in trials(load_lab(EXAMPLE))]
    assert [one for one in tried if one[0] != "attack"] == [
        ("starter", ""),
        ("reference", "1"),
        ("reference", "2"),
        ("reference", "3"),
        ("mutant", "counts-own"),
        ("mutant", "forgets-rooms"),
        ("mutant", "counts-the-last-read"),
    ]


def test_a_starter_that_passes_is_no_starter() -> None:
    assert "passes" in said("starter", PASSED)
    assert said("starter", failed("test_a")) == ""


def test_a_refactoring_lab_may_start_from_what_works(folder: Path) -> None:
    text = (folder / "lab.toml").read_text(encoding="utf-8")
    (folder / "lab.toml").write_text(f"starter_may_pass = true\n{text}", encoding="utf-8")
    assert said("starter", PASSED, lab=load_lab(folder)) == ""


def test_a_starter_that_does_not_load_is_worth_a_word() -> None:
    starter = next(trials(load_lab(EXAMPLE)))
    assert "does not even load" in warning(starter, failed(status=Status.BROKEN, message="SyntaxError"))
    assert warning(starter, failed("test_a")) == ""


def test_a_reference_that_fails_is_told_with_check_and_seed() -> None:
    assert said("reference", failed("test_a[5]")) == "fails test_a[5]: expected 1 (seed 7)"
    assert "took too long" in said("reference", failed(status=Status.LIMIT, message="took too long"))
    assert said("reference", PASSED) == ""


def told_lab(folder: Path, check: str) -> Lab:
    with (folder / "lab.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[tells]\nasyncio = ["{check}"]\n')
    return load_lab(folder)


def test_checks_that_the_starter_passes_tell_of_no_skill(folder: Path) -> None:
    lab = told_lab(folder, OWN)
    passed = CheckResult(OWN, "A sentence.", Outcome.PASSED)
    started = failed("test_other")
    assert "all checks that tell of asyncio" in said(
        "starter", replace(started, checks=(*started.checks, passed)), lab=lab
    )
    assert said("starter", failed(OWN), lab=lab) == ""


def test_checks_that_tell_of_a_skill_are_run(folder: Path) -> None:
    lab = told_lab(folder, f"{OWN}[hg]")
    assert f"does not run {OWN}[hg]" in said("reference", PASSED, lab=lab)
    ran = CheckResult(f"{OWN}[hg]", "A sentence.", Outcome.PASSED)
    assert said("reference", replace(PASSED, checks=(ran,)), lab=lab) == ""


def test_what_stood_all_trials_still_stands_them_when_it_tells_more(folder: Path) -> None:
    before = what_it_is_made_of(load_lab(folder))
    assert what_it_is_made_of(told_lab(folder, OWN)) == before
    (folder / "checks" / "test_unread.py").write_text(
        'def test_own_messages_are_read():\n    """Nothing."""\n', encoding="utf-8"
    )
    assert what_it_is_made_of(replace(load_lab(EXAMPLE), folder=folder)) != before


def test_a_mutant_is_caught_by_the_check_it_names() -> None:
    assert said("mutant", failed(f"{OWN}[1]", "test_other"), "counts-own") == ""
    assert f"not caught by {OWN}; only test_other did" in said("mutant", failed("test_other"), "counts-own")
    assert f"passes every check; {OWN} should" in said("mutant", PASSED, "counts-own")
    assert "does not load" in said("mutant", failed(OWN, status=Status.BROKEN), "counts-own")


@pytest.mark.parametrize("kind", ["starter", "reference", "mutant"])
@pytest.mark.parametrize("status", [Status.COMPONENT_FAILED, Status.NOT_JUDGED])
def test_what_was_not_judged_proves_nothing(kind: str, status: Status) -> None:
    assert "could not be judged: no Redis" in said(kind, failed(OWN, status=status, message="no Redis"))


def test_runs_of_one_check_are_one_check() -> None:
    assert function_name("test_x[a[1]-b]") == function_name("TestClass::test_x") == "test_x"
    assert caught_by(failed("test_a[1]", "test_b", "test_a[2]")) == ("test_a", "test_b")


def test_a_good_lab_passes_and_is_not_tried_again_until_it_changes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from roadworthy.judge import ensure_environment

    built = ensure_environment("python").folder
    monkeypatch.setenv("ROADWORTHY_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "cache" / "environments").mkdir(parents=True)
    (tmp_path / "cache" / "environments" / built.name).symlink_to(built)
    (first,) = verify_all([load_lab(folder)])
    assert first.passed, first.problems
    assert not first.warnings
    assert not first.cached
    assert [trial.kind for trial in first.trials].count("mutant") == 3
    (second,) = verify_all([load_lab(folder)])
    assert second.cached
    assert second.trials == first.trials
    assert len(list((tmp_path / "cache" / "verified").iterdir())) == 1
    with (folder / "mutants" / "counts-own" / "unread.py").open("a", encoding="utf-8") as file:
        file.write("\nraise SystemExit\n")
    (third,) = verify_all([load_lab(folder)])
    assert not third.cached
    assert not third.passed


@pytest.mark.long
def test_a_lab_with_every_fault_is_refused_for_each(folder: Path) -> None:
    shutil.copy(folder / "reference" / "unread.py", folder / "starter" / "unread.py")
    harmless = (folder / "reference" / "unread.py").read_text(encoding="utf-8") + "\nUNUSED = 1\n"
    (folder / "mutants" / "counts-own" / "unread.py").write_text(harmless, encoding="utf-8")
    shutil.copy(
        folder / "mutants" / "counts-the-last-read" / "unread.py", folder / "mutants" / "forgets-rooms" / "unread.py"
    )
    report = verify(folder)
    assert [problem.split(";")[0] for problem in report.problems] == [
        "starter: passes, so that nothing is left to do",
        "mutant counts-own: passes every check",
        "mutant forgets-rooms: is not caught by test_rooms_are_counted_apart",
    ]
    assert any("no mutant trips test_own_messages_are_read" in warning for warning in report.warnings)


def test_beside_a_reference_that_fails_no_mutant_is_tried(folder: Path) -> None:
    shutil.copy(folder / "starter" / "unread.py", folder / "reference" / "unread.py")
    report = verify(folder)
    assert not report.passed
    assert {trial.kind for trial in report.trials} == {"starter", "reference"}
    assert any("mutants and attacks were not tried" in warning for warning in report.warnings)


def test_a_lab_that_cannot_be_read_is_reported_with_its_lines(folder: Path) -> None:
    (folder / "lab.toml").write_text("title = 'x'\nskils = []\n", encoding="utf-8")
    report = verify(folder)
    assert report.lab == "unread-count"
    assert any("lab.toml:2" in problem and "did you mean 'skills'" in problem for problem in report.problems)


def test_a_skill_that_does_not_exist_is_refused(folder: Path) -> None:
    text = (folder / "lab.toml").read_text(encoding="utf-8")
    (folder / "lab.toml").write_text(text.replace('"asyncio"', '"asynkio"'), encoding="utf-8")
    assert any("no skill 'asynkio'" in problem for problem in verify(folder).problems)


def test_a_cancelled_verify_says_so_and_is_no_pass() -> None:
    cancel = threading.Event()
    cancel.set()
    (report,) = verify_all([load_lab(EXAMPLE)], use_cache=False, cancel=cancel)
    assert not report.passed
    assert "cancelled" in report.problems[0]


@pytest.mark.long
def test_a_new_lab_works_and_is_told_what_is_missing(tmp_path: Path) -> None:
    folder = new_lab(tmp_path / "pack" / "caching" / "write-behind", skills=["redis"])
    report = verify(folder)
    assert report.problems
    assert all("yours to write" in problem for problem in report.problems), report.problems
    assert any("brief.md:3" in problem for problem in report.problems)
    assert {trial.kind for trial in report.trials} == {"starter", "reference", "mutant", "attack"}
    assert [trial.name for trial in report.trials if trial.problem] == []


def test_a_report_survives_the_journey_through_json() -> None:
    report = VerifyReport("x", ("p",), ("w",), cached=True)
    assert VerifyReport.from_dict(report.to_dict()) == report
