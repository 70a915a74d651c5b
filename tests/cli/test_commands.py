"""What the commands do that judge nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Result

# --- list


def test_list_shows_every_lab_with_its_state(rw: Callable[..., Result]) -> None:
    rw("start", "initials")
    rows = {row["id"]: row for row in rw("list", "--json").data}
    assert rows["initials"] == {
        "id": "initials",
        "title": "Initials for an avatar",
        "topic": "terminal",
        "progress": "new",
        "started": True,
        "attempts": 0,
        "minutes": 5,
        "difficulty": 1,
        "skills": ["basic-syntax"],
        "components": [],
    }
    assert rows["word-count"]["started"] is False


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--topic", "terminal"], ["initials", "word-count"]),
        (["--topic", "terminal", "--difficulty", "1"], ["initials"]),
        (["--topic", "terminal", "--minutes", "9"], ["initials"]),
        (["--topic", "terminal", "--skill", "data-types"], ["word-count"]),
        (["--topic", "terminal", "--show", "started"], ["initials"]),
        (["--topic", "terminal", "--show", "pending"], ["initials", "word-count"]),
        (["--show", "passed"], []),
        (["AVATAR", "terminal"], ["initials"]),
        (["no such word"], []),
    ],
)
def test_list_filters(arguments: list[str], ids: list[str], rw: Callable[..., Result]) -> None:
    rw("start", "initials")
    assert [row["id"] for row in rw("list", "--json", *arguments).data] == ids


@pytest.mark.long
def test_list_in_a_pipe_is_plain_and_whole(rw: Callable[..., Result]) -> None:
    answer = rw("list", "--topic", "terminal")
    assert "\x1b" not in answer.out
    assert "…" not in answer.out
    assert "Initials for an avatar" in answer.out
    assert len(answer.out.splitlines()) == 3
    assert "2 labs of" in answer.err


@pytest.mark.long
def test_list_fits_a_narrow_window(rw: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, rw("list").out.splitlines())) <= 60


# --- start


def test_start_makes_a_workspace_and_says_where(rw: Callable[..., Result], workspaces: Path) -> None:
    answer = rw("start", "initials")
    assert answer.code == 0
    assert (workspaces / "initials" / "initials.py").is_file()
    assert str(workspaces / "initials") in answer.out
    assert "initials.py" in answer.out
    assert "roadworthy watch initials" in answer.out


def test_start_again_changes_nothing_and_says_so(rw: Callable[..., Result], workspaces: Path) -> None:
    rw("start", "initials")
    mine = workspaces / "initials" / "initials.py"
    mine.write_text("mine")
    answer = rw("start", "initials")
    assert answer.code == 0
    assert "started it before" in answer.out
    assert mine.read_text() == "mine"


def test_start_without_a_lab_begins_the_next_one(rw: Callable[..., Result], workspaces: Path) -> None:
    suggested = rw("next", "--json").data["lab"]["lab"]
    assert rw("start").code == 0
    assert (workspaces / suggested).is_dir()


def test_a_folder_in_the_way_is_left_alone(rw: Callable[..., Result], workspaces: Path) -> None:
    (workspaces / "initials").mkdir(parents=True)
    (workspaces / "initials" / "mine.txt").write_text("mine")
    answer = rw("start", "initials")
    assert answer.code == 2
    assert str(workspaces / "initials") in answer.err
    assert [file.name for file in (workspaces / "initials").iterdir()] == ["mine.txt"]


# --- which lab


def test_inside_a_workspace_it_is_that_lab(
    rw: Callable[..., Result], workspaces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rw("start", "word-count")
    rw("start", "initials")
    monkeypatch.chdir(workspaces / "word-count")
    assert "dictionary that counts" in rw("hint").out


def test_elsewhere_it_is_the_one_touched_last(rw: Callable[..., Result], workspaces: Path) -> None:
    rw("start", "word-count")
    rw("start", "initials")
    for name, when in (("word-count/words.py", 2_000_000_000), ("initials/initials.py", 1_999_999_999)):
        os.utime(workspaces / name, (when, when))
    assert "Words of a message" in rw("brief").out


@pytest.mark.long
def test_a_kept_copy_is_not_a_workspace(
    rw: Callable[..., Result], workspaces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rw("start", "initials")
    rw("reset", "initials", "--yes")
    rw("start", "word-count")
    kept = next(workspaces.glob("initials.kept-*"))
    os.utime(workspaces / "word-count" / "words.py", (2_000_000_000, 2_000_000_000))
    monkeypatch.chdir(kept)
    assert "Words of a message" in rw("brief").out


def test_a_folder_that_is_gone_is_no_crash(
    rw: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    answer = rw("hint")
    assert answer.code == 2
    assert "no lab is started" in answer.err


# --- brief, hint, reset


def test_brief_in_a_pipe_is_the_markdown(rw: Callable[..., Result], pack: Path) -> None:
    assert rw("brief", "initials").out == (pack / "initials" / "brief.md").read_text()


def test_hints_come_one_by_one_and_are_remembered(rw: Callable[..., Result]) -> None:
    assert "no lab is started" in rw("hint").err
    first = rw("hint", "initials").out
    assert "str.split" in first
    assert "1 hint left" in first
    assert rw("hint", "initials", "--taken").out == first
    second = rw("hint", "initials").out
    assert "str.split" in second
    assert "Join the first letters" in second
    assert rw("hint", "initials").out == second


def test_reset_asks(rw: Callable[..., Result], workspaces: Path) -> None:
    rw("start", "initials")
    mine = workspaces / "initials" / "initials.py"
    mine.write_text("mine")
    answer = rw("reset", "initials")
    assert answer.code == 2
    assert "--yes" in answer.err
    assert mine.read_text() == "mine"


def test_reset_keeps_a_copy_and_says_where(rw: Callable[..., Result], workspaces: Path, pack: Path) -> None:
    rw("start", "initials")
    mine = workspaces / "initials" / "initials.py"
    mine.write_text("mine")
    answer = rw("reset", "initials", "--yes")
    assert answer.code == 0
    kept = next(workspaces.glob("initials.kept-*"))
    assert str(kept) in answer.out
    assert (kept / "initials.py").read_text() == "mine"
    assert mine.read_text() == (pack / "initials" / "starter" / "initials.py").read_text()


# --- next, map


@pytest.mark.long
def test_next_says_what_and_why(rw: Callable[..., Result]) -> None:
    suggested = rw("next", "--json").data
    answer = rw("next")
    assert answer.code == 0
    assert suggested["lab"]["reason"] in answer.out
    assert f"roadworthy start {suggested['lab']['lab']}" in answer.out
    assert all(other["lab"] in answer.out for other in suggested["alternatives"])


ROADMAP = """\
# Ours

- \u2705 Must know
- \u274c Not recommended

## Languages

- Python syntax
- [Redis](https://redis.io)

## \x1b[31mEmpty
"""


def test_map_of_a_file_shows_stops_and_what_has_labs(rw: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "ours.md").write_text(ROADMAP)
    answer = rw("map", "ours.md", "--depth", "0")
    assert answer.code == 0
    assert "Languages" in answer.out
    assert "Redis" in answer.out
    assert "\x1b" not in answer.out


def test_map_shows_our_road_in_short_and_a_section_in_full(rw: Callable[..., Result]) -> None:
    short = rw("map")
    assert short.code == 0
    assert "stops have labs, 0 passed" in short.out
    whole = rw("map", "--depth", "0")
    assert set(short.out.split()) - {"+1"} <= set(whole.out.split()) | {f"+{number}" for number in range(500)}
    assert len(whole.out.splitlines()) > len(short.out.splitlines())


@pytest.mark.long
def test_map_without_such_a_section_says_so(rw: Callable[..., Result]) -> None:
    answer = rw("map", "--section", "no such section")
    assert answer.code == 2
    assert "no section" in answer.err
