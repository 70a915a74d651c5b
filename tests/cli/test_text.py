from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.cli.text import count, cut, one_line, seconds, shown

HOSTILE = {
    "clears the screen": "\x1b[2J",
    "retitles the window": "\x1b]0;owned\x07",
    "8-bit control sequence": "\x9b31m",
    "rings": "\x07",
    "hides the line before it": "safe\rowned",
    "reverses what follows": "\u202egnp.exe",
    "isolates": "\u2066x\u2069",
    "cannot be encoded": "\udc80",
    "NUL": "a\x00b",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_spells_out_what_a_terminal_would_obey(text: str) -> None:
    spelled = shown(text)
    assert spelled.isprintable()
    assert "\\" in spelled
    spelled.encode("utf-8")


def test_leaves_text_alone() -> None:
    text = "Größe: 日本語 ✓\n\tעברית 👩‍💻"
    assert shown(text) == text


@given(st.text())
def test_never_lets_a_control_through(text: str) -> None:
    spelled = shown(text)
    assert not any(ord(char) < 32 and char not in "\n\t" for char in spelled)
    assert not any(127 <= ord(char) < 160 for char in spelled)
    assert "\n" not in one_line(text)


def test_knows_windows_lines() -> None:
    assert shown("a\r\nb") == "a\nb"


def test_cut_says_how_much_is_missing() -> None:
    assert cut("a\nb\nc", 2) == ("a\nb", 1)
    assert cut("a", 2) == ("a", 0)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0042, "4 ms"), (0.21, "0.21 s"), (3.44, "3.4 s"), (125, "2 min 5 s"), (59.99, "60.0 s")],
)
def test_durations_are_for_people(value: float, words: str) -> None:
    assert seconds(value) == words


def test_count_knows_one() -> None:
    assert (count(0, "check"), count(1, "check"), count(2, "check")) == ("0 checks", "1 check", "2 checks")
