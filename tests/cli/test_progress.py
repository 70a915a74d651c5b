"""What the commands say of progress: they decide nothing, so the figures are tested in tests/progress."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from roadworthy.labs import Status, Verdict, find_labs
from roadworthy.settings import Settings
from roadworthy.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RealTerminal, Result


def attempt(of: str, days: float, status: Status = Status.PASSED, *, learner: str = "you") -> None:
    settings = Settings()
    lab = find_labs(settings.packs)[of]
    verdict = Verdict(of, status, (), lab_hash=lab.hash, submission_hash=f"{of}-{round(days * 1e6)}")
    with open_store(settings.database_url) as store:
        store.record_attempt(
            learner, lab, verdict, {"a.py": "secret"}, started=datetime.now(UTC) - timedelta(days=days)
        )


@pytest.fixture
def one_passed() -> None:
    attempt("initials", 9.000_01, Status.FAILED)  # a second before, so that it is hardly ever on another day
    attempt("initials", 9)


# --- progress


def test_a_newcomer_is_told_where_to_begin(rw: Callable[..., Result]) -> None:
    answer = rw("progress")
    assert answer.code == 0
    assert "0 skills proven" in answer.out
    assert "`roadworthy next` says where to begin" in answer.out


def test_progress_says_what_is_proven_how_sure_and_what_is_due(rw: Callable[..., Result], one_passed: None) -> None:
    answer = rw("progress")
    assert "1 skill proven" in answer.out
    assert "Basic syntax" in answer.out
    assert "passed, review due" in answer.out
    assert "2 attempts on 1 day, 1 passed" in answer.out
    assert "1 review due now" in answer.out
    assert "pytest" not in answer.out
    assert "pytest" in rw("progress", "--all").out


def test_progress_in_json_is_all_of_it(rw: Callable[..., Result], one_passed: None) -> None:
    data = rw("progress", "--json").data
    (skill,) = [each for each in data["skills"] if each["basis"] == "lab"]
    assert (skill["skill"], skill["standing"], skill["labs"]) == ("basic-syntax", "fading", ["initials"])
    assert len(data["forecast"]) == 12
    assert len(data["days"]) == 84
    assert data["reviews_due"] == 1


@pytest.mark.long
def test_no_line_is_wider_than_the_window_and_colours_can_be_had_without(
    terminal: Callable[..., RealTerminal], one_passed: None
) -> None:
    for command in ("progress", "review", "next"):
        shown = terminal(command, columns=80, NO_COLOR="1")
        assert shown.wait() == 0
        assert max(map(len, shown.shown.splitlines())) <= 80
        assert "\x1b[3" not in shown.raw


# --- rebuild, export, import


@pytest.mark.long
def test_rebuilding_gives_the_same_bytes(rw: Callable[..., Result], one_passed: None, tmp_path: Path) -> None:
    first = rw("progress", "rebuild").out
    assert json.loads(first)["skills"]["basic-syntax"]["standing"] == "passed", "as it was after the last attempt"
    assert rw("progress", "rebuild").out == first
    assert rw("progress", "rebuild", str(tmp_path / "mastery.json")).code == 0
    assert (tmp_path / "mastery.json").read_text() == first
    later = rw("progress", "rebuild", "--at", "2199-01-01").out
    assert json.loads(later)["skills"]["basic-syntax"]["standing"] == "fading"


def test_a_ledger_goes_from_one_machine_to_another(
    rw: Callable[..., Result], one_passed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(tmp_path / "mine.json")
    assert rw("progress", "export", file).code == 0
    before = rw("progress", "rebuild").out
    monkeypatch.setenv("ROADWORTHY_DATA_DIR", str(tmp_path / "another machine"))
    dry = rw("progress", "import", file, "--dry-run").out
    assert dry == "2 attempts would be added, 0 here already.\nProven by them: basic-syntax.\n"
    assert rw("progress", "rebuild").out != before
    assert rw("progress", "import", file).out.startswith("2 attempts added, 0 here already.")
    assert rw("progress", "import", file).out == "0 attempts added, 2 here already.\n"
    assert rw("progress", "rebuild").out == before


@pytest.mark.long
def test_csv_and_no_code_show_nobody_the_code(rw: Callable[..., Result], one_passed: None) -> None:
    assert "secret" in rw("progress", "export").out
    assert "secret" not in rw("progress", "export", "--no-code").out
    table = rw("progress", "export", "--csv").out
    assert "secret" not in table
    assert len(table.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["progress", "import", "gone.json"], 2, "gone.json: no such file"),
        (["progress", "import", "broken.json"], 3, "broken.json:1:1: is not JSON"),
        (["progress", "import", "bobs.json"], 2, "the ledger of 'bob', and you are 'you'"),
        (["progress", "export", "--csv", "--no-code"], 2, "--csv goes with neither"),
        (["progress", "export", "no/such/folder/x.json"], 2, "cannot be written"),
        (["progress", "rebuild", "--at", "yesterday"], 2, "is no date"),
        (["review", "word-count"], 2, "was never passed"),
        (["review", "no-such-lab"], 2, "there is no lab"),
        (["review", "--minutes", "0"], 2, "--minutes"),
        (["matrix"], 2, "nobody has attempted a lab here yet"),
        (["matrix", "gone.json"], 2, "gone.json: no such file"),
        (["matrix", "folder"], 2, "has no ledger in it"),
        (["matrix", "bobs.json", "--csv", "--html"], 2, "exclude each other"),
        (["matrix", "bobs.json", "--roadmap", "gone"], 2, "gone"),
    ],
)
def test_what_goes_wrong_is_one_line(
    rw: Callable[..., Result], tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    (tmp_path / "broken.json").write_text("oops")
    (tmp_path / "folder").mkdir()
    (tmp_path / "bobs.json").write_text(json.dumps({"format": "roadworthy-ledger-1", "learner": "bob", "attempts": []}))
    answer = rw(*arguments)
    assert (answer.code, answer.err.count("\n")) == (code, 1), answer
    assert says in answer.err


# --- review, next


def test_review_says_what_is_due_and_what_fits(rw: Callable[..., Result], one_passed: None) -> None:
    answer = rw("review")
    assert "1 review due, 8 min; all of it fits into 20 min." in answer.out
    assert "“Basic syntax” has been due for 7 days" in answer.out
    assert "roadworthy review initials" in answer.out
    assert "The shortest takes 8 min" in rw("review", "--minutes", "7").out
    data = rw("review", "--json", "--minutes", "7").data
    assert ([task["lab"] for task in data["due"]], data["chosen"]) == (["initials"], [])


@pytest.mark.long
def test_with_nothing_due_it_says_when_something_will_be(rw: Callable[..., Result]) -> None:
    assert rw("review").out == "Nothing is due. Pass a lab first.\n"
    attempt("initials", 0.1)
    assert "Nothing is due. The next review is due on" in rw("review").out
    assert rw("review", "--json").data["next_due"]


def test_a_review_is_a_folder_with_a_mistake_in_the_solution(
    rw: Callable[..., Result],
    one_passed: None,
    workspaces: Path,
    pack: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = rw("review", "initials")
    assert answer.code == 0
    (folder,) = workspaces.glob("initials.review-*")
    begun = (folder / "initials.py").read_text()
    lab = find_labs(Settings().packs)["initials"]
    mistakes = [(lab.mutant(name) / "initials.py").read_text() for name in lab.mutants]
    assert begun in mistakes
    assert not any(name in answer.out for name in lab.mutants), "its name gives it away"
    (folder / "initials.py").write_text("half mended")
    assert rw("review", "initials").code == 0
    assert (folder / "initials.py").read_text() == "half mended", "one of today stays as it is"
    monkeypatch.chdir(folder)
    assert rw("check").code == 1
    (folder / "initials.py").write_text((lab.reference / "initials.py").read_text() + "# mended\n")
    assert rw("check").code == 0
    assert rw("progress", "--json").data["reviews_due"] == 0
    assert not (workspaces / "initials").exists()


@pytest.mark.long
def test_next_says_what_to_review_first_and_how_long_the_lab_takes(rw: Callable[..., Result], one_passed: None) -> None:
    answer = rw("next")
    assert "review of 8 minutes" in answer.out
    assert "the lab's own estimate" in answer.out
    assert rw("next", "--json").data["review"]["lab"] == "initials"


# --- matrix


@pytest.fixture
def ledgers(rw: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the ledgers of ada, who passed one lab; =cmd, who passed two; and two that are called "you"."""
    folder = tmp_path / "ledgers"
    folder.mkdir()
    attempt("initials", 1, learner="ada")
    attempt("initials", 99, learner="=cmd")
    attempt("word-count", 1, learner="=cmd")
    for learner, file in (("ada", "a"), ("=cmd", "b"), ("you", "ben"), ("you", "zoe")):
        monkeypatch.setenv("ROADWORTHY_LEARNER", learner)
        assert rw("progress", "export", "--no-code", str(folder / f"{file}.json")).code == 0
    return folder


def test_matrix_shows_people_by_skills_and_who_could_teach_whom(rw: Callable[..., Result], ledgers: Path) -> None:
    answer = rw("matrix", str(ledgers))
    assert answer.code == 0
    assert "4 people, 2 skills" in answer.out
    assert "Data types (=cmd)" in answer.out
    assert "Basic syntax: ada, =cmd could teach ben, zoe" in answer.out
    assert "Nobody has proven" in rw("matrix", str(ledgers), "--roadmap", "python-backend").out


def test_matrix_of_no_file_is_of_all_who_learn_in_the_database(rw: Callable[..., Result], ledgers: Path) -> None:
    answer = rw("matrix", "--json")
    assert answer.data["people"] == ["=cmd", "ada"]
    of_files = rw("matrix", str(ledgers), "--json").data
    assert answer.data["cells"].keys() < of_files["cells"].keys()
    for person, cells in answer.data["cells"].items():
        assert {skill: one["due"] for skill, one in cells.items()} == {
            skill: one["due"] for skill, one in of_files["cells"][person].items()
        }
    assert rw("matrix", "--json").data["cells"].keys() == {"=cmd", "ada"}, "from what was kept"


@pytest.mark.long
def test_matrix_for_machines_spreadsheets_and_paper(rw: Callable[..., Result], ledgers: Path) -> None:
    data = rw("matrix", str(ledgers / "a.json"), str(ledgers / "b.json"), "--json").data
    assert data["people"] == ["ada", "=cmd"]
    assert data["cells"]["ada"]["basic-syntax"]["standing"] == "passed"
    assert data["single"] == [{"skill": "data-types", "person": "=cmd"}]
    table = rw("matrix", str(ledgers), "--csv").out
    assert "'=cmd,basic-syntax,fading," in table, "a spreadsheet would take it for a formula"
    page = rw("matrix", str(ledgers), "--html").out
    assert "<!doctype html>" in page
    assert "Basic syntax" in page


def test_a_name_cannot_write_into_the_page(rw: Callable[..., Result], tmp_path: Path) -> None:
    name = "<script>alert(1)</script>"
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"format": "roadworthy-ledger-1", "learner": name, "attempts": []}))
    assert "<script>" not in rw("matrix", str(file), "--html").out


@pytest.mark.long
def test_two_people_of_one_name_are_told_apart_or_refused(
    rw: Callable[..., Result], ledgers: Path, tmp_path: Path
) -> None:
    assert rw("matrix", str(ledgers), "--json").data["people"] == ["ada", "=cmd", "ben", "zoe"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "ben.json").write_bytes((ledgers / "ben.json").read_bytes())
    answer = rw("matrix", str(ledgers), str(other))
    assert answer.code == 2
    assert "two people called 'ben'" in answer.err
