"""Widths and line breaks: text that fits, in any script, without losing or cutting a character in two."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.roadmap.map_text import clean, clusters, is_rtl, text_width, wrap

LONG = "Continuous delivery and deployment pipelines for people who never sleep"


@given(text=st.text(max_size=200), room=st.floats(160, 600), most=st.integers(1, 3))
def test_no_line_is_wider_than_its_room(text: str, room: float, most: int) -> None:
    lines = wrap(clean(text), room, 15, 700, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line, 15, 700) <= room for line in lines)


@given(text=st.text(max_size=120), room=st.floats(160, 600))
def test_what_is_not_cut_loses_nothing(text: str, room: float) -> None:
    cleaned = clean(text)
    lines = wrap(cleaned, room, 14, 500, 500)
    assert "".join(lines).replace(" ", "") == cleaned.replace(" ", "")


@given(st.text())
def test_clean_text_can_stand_in_xml(text: str) -> None:
    element = ET.Element("t")
    element.text = clean(text)
    parsed = ET.fromstring(ET.tostring(element, encoding="utf-8"))  # noqa: S314 - written by us, a line above
    assert (parsed.text or "") == clean(text)


@given(st.text())
def test_clusters_are_the_whole_text(text: str) -> None:
    assert "".join(clusters(text)) == text


def test_a_long_name_ends_in_an_ellipsis() -> None:
    lines = wrap(LONG, 150, 14, 500, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert LONG.startswith(lines[0])


def test_lines_break_between_words() -> None:
    assert all(set(line.split()) <= set(LONG.split()) for line in wrap(LONG, 200, 14, 500, 9))


def test_a_cut_never_parts_a_letter_from_its_mark_or_an_emoji_family() -> None:
    text = unicodedata.normalize("NFD", "é") * 80 + "👨‍👩‍👧" * 20
    for line in wrap(text, 170, 14, 500, 40):
        assert unicodedata.category(line[0]) not in {"Mn", "Cf"}
        assert not line.endswith("\u200d")


def test_widths_come_from_the_font() -> None:
    assert text_width("W", 14) > 2 * text_width("i", 14)
    assert text_width("Redis", 14, 700) > text_width("Redis", 14, 500)
    assert text_width("データ", 10) == pytest.approx(30)
    assert text_width("e\u0301", 14) == pytest.approx(text_width("e", 14))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Redis", False), ("שלום Redis", True), ("Redis שלום", False), ("123 قاعدة", True), ("", False), ("→ 1", False)],
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:
    assert is_rtl(text) is expected


def test_bidi_overrides_and_controls_do_not_survive() -> None:
    assert clean("a\u202eb\x00c\u2066d\ud800e\n f") == "abcde f"


def test_piled_up_marks_stay_within_reason() -> None:
    assert clean("a" + "\u0300" * 50) == "a" + "\u0300" * 4
