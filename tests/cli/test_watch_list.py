from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadworthy.cli.watch_list import LabList, Row
from roadworthy.labs import find_labs
from roadworthy.progress import LabProgress

if TYPE_CHECKING:
    from pathlib import Path

    from roadworthy.labs import Lab


@pytest.fixture
def labs(pack: Path) -> list[Lab]:
    """Eleven labs; only their ids, titles and skills differ."""
    from dataclasses import replace

    found = find_labs([pack.parent])
    others = [replace(found["initials"], id=f"lab-{number}", title=f"Lab {number}") for number in range(1, 10)]
    return [found["initials"], *others, found["word-count"]]


@pytest.fixture
def listed(labs: list[Lab]) -> LabList:
    rows = [Row(lab, LabProgress.PASSED if lab.id == "lab-3" else LabProgress.NEW, started=False) for lab in labs]
    return LabList(rows, "initials")


def cursor(listed: LabList, keys: list[str]) -> str | None:
    for key in keys:
        assert listed.press(key) == "stay"
    return listed.chosen.id if listed.chosen else None


@pytest.mark.parametrize(
    ("keys", "lab"),
    [
        ([], "initials"),
        (["j"], "lab-1"),
        (["down", "down", "k"], "lab-1"),
        (["k"], "initials"),
        (["G"], "word-count"),
        (["G", "j"], "word-count"),
        (["G", "g"], "initials"),
        (["d"], "lab-3"),
        (["d", "d", "j"], "lab-4"),
        (["d", "p"], "initials"),
        (["/", *"word"], "word-count"),
        (["s", *"LAB 7"], "lab-7"),
        (["/", *"zzz"], None),
        (["/", *"zzz", "backspace", "backspace", "backspace"], "initials"),
        (["/", *"word", "escape"], "word-count"),
        (["/", *"lab", "enter", "j"], "lab-2"),
        (["/", *"lab", "down"], "lab-2"),
        (["/", *"word", "enter", "escape", "k"], "lab-9"),
        (["j", "j", "/", *"lab", "enter"], "lab-2"),
    ],
)
def test_keys_move_filter_and_search(listed: LabList, keys: list[str], lab: str | None) -> None:
    assert cursor(listed, keys) == lab


def test_enter_opens_and_q_goes_back(listed: LabList) -> None:
    assert listed.press("enter") == "open"
    assert listed.press("q") == "back"
    assert listed.press("escape") == "back"


def test_letters_are_text_while_searching(listed: LabList) -> None:
    assert cursor(listed, ["/", "q", "d"]) is None
    assert listed.press("enter") == "stay"
    assert listed.press("enter") == "stay"  # there is nothing to open


@pytest.mark.parametrize(("width", "height"), [(80, 24), (60, 10), (20, 6), (200, 50)])
def test_the_cursor_is_always_in_the_window(listed: LabList, width: int, height: int) -> None:
    for key in ["G", "g", *["j"] * 6, "page-down", "page-up"]:
        listed.press(key)
        lines = [line.plain for line in listed.lines(width, height)]
        assert len(lines) == height
        assert all(line_width <= width for line_width in map(len, lines))
        assert sum(line.startswith("▌") for line in lines) == 1
