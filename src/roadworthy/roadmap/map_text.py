"""How wide text is and where it breaks, so that a name never leaves its sign.

Widths come from the font the pages are set in (map_widths.json, made by scripts/make_font_widths.py). Characters that the
font lacks are drawn by whatever the reader's machine has, so they are given an upper bound of what common fonts need.
"""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Weight = Literal[500, 700]

ELLIPSIS = "…"
EM = 1000
_MODIFIERS = range(0x1F3FB, 0x1F400)  # skin tones: drawn into the emoji before them
_REGIONAL = range(0x1F1E6, 0x1F200)  # flags are made of two of these
_ZWJ = "\u200d"
_MOST_MARKS = 4
_LONGEST_CLUSTER = 8  # code points; keeps a chain of joined emoji from becoming one "character" wider than a sign
_BREAK_AFTER = frozenset("/-–—_,.:;&+|")
# Scripts whose letters stand closely packed; their widest faces (Noto Naskh, Noto Sans Hebrew, DejaVu) stay below this.
_NARROW_SCRIPTS = (range(0x0590, 0x0900), range(0x0E00, 0x0F00), range(0x10A0, 0x1100), range(0x1F00, 0x2000))


@lru_cache(maxsize=1)
def _tables() -> dict[int, dict[int, int]]:
    """Read weight -> code point -> advance in thousandths of an em."""
    table = json.loads(files("roadworthy.roadmap").joinpath("map_widths.json").read_text(encoding="utf-8"))
    return {
        int(weight): {start + at: width for start, widths in runs for at, width in enumerate(widths)}
        for weight, runs in table["weights"].items()
    }


@lru_cache(maxsize=4096)
def _advance(char: str, weight: Weight) -> int:
    """Return the advance of one character in thousandths of an em, or an upper bound of it."""
    point = ord(char)
    known = _tables()[weight].get(point)
    if known is not None:
        return known
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"} or point in _MODIFIERS:
        return 0
    if 0x1F000 <= point < 0x1FB00 or 0x2600 <= point < 0x27C0 or 0x2B00 <= point < 0x2C00 or 0x2300 <= point < 0x2400:
        return 1400
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return EM
    if any(point in script for script in _NARROW_SCRIPTS):
        return 850 if category == "Lo" and 0x0600 <= point < 0x0780 else 700
    return 1250


@lru_cache(maxsize=16384)
def _units(text: str, weight: Weight) -> int:
    """Return the width of a text in thousandths of an em."""
    table = _tables()[weight]
    total = 0
    for char in text:
        width = table.get(ord(char))
        total += _advance(char, weight) if width is None else width
    return total


def text_width(text: str, size: float, weight: Weight = 500) -> float:
    """Return how wide a text is at a font size, both in map units (an upper bound where the font lacks a character)."""
    return _units(text, weight) * size / EM


def clean(text: str) -> str:
    """Return a text that can stand in XML on one line: no controls, surrogates, non-characters or bidi overrides.

    Marks piled higher on one letter than any script needs are dropped: they would climb out of the sign.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept: list[str] = []
    marks = 0
    for char in text:
        if char.isspace():
            kept.append(" ")
            continue
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS and not _unwanted(char):
            kept.append(char)
    return " ".join("".join(kept).split())


def _unwanted(char: str) -> bool:
    category = unicodedata.category(char)
    point = ord(char)
    return (
        category in {"Cc", "Cs"}
        or point & 0xFFFE == 0xFFFE
        or 0xFDD0 <= point <= 0xFDEF
        or 0x202A <= point <= 0x202E
        or 0x2066 <= point <= 0x2069
    )


def is_rtl(text: str) -> bool:
    """Tell whether a text is written from right to left: what its first letter says (Unicode bidi rules P2 and P3)."""
    if text.isascii():
        return False
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def clusters(text: str) -> list[str]:
    """Split a text into what a reader takes for one character (approximates extended grapheme clusters, UAX 29)."""
    found: list[str] = []
    for char in text:
        if found and _continues(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _continues(before: str, char: str) -> bool:
    point = ord(char)
    if len(before) >= _LONGEST_CLUSTER:
        return False
    if point in _REGIONAL:
        return len(before) == 1 and ord(before) in _REGIONAL
    return (
        before[-1] == _ZWJ
        or char == _ZWJ
        or point in _MODIFIERS
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or 0x1160 <= point <= 0x11FF  # vowels and finals of a Hangul syllable
    )


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end; joined again the pieces are the text."""
    found: list[str] = []
    start = 0
    for at in range(1, len(text)):
        before, char = text[at - 1], text[at]
        opens = before == " " or (before in _BREAK_AFTER and char.isalpha() and at - start > 2)
        if opens or (
            not (before.isascii() or char.isascii())
            and unicodedata.east_asian_width(before) in "WF"
            and unicodedata.east_asian_width(char) in "WF"
            and unicodedata.category(char) == "Lo"
        ):
            found.append(text[start:at])
            start = at
    found.append(text[start:])
    return found


def _cut(text: str, room: float, size: float, weight: Weight, tail: str) -> tuple[str, str]:
    """Split a text before the cluster that would not fit in `room` with `tail` after it; the head is never empty."""
    room -= text_width(tail, size, weight)
    used = 0.0
    at = 0
    for cluster in clusters(text):
        used += text_width(cluster, size, weight)
        if used > room and at:
            break
        at += len(cluster)
    return text[:at], text[at:]


@lru_cache(maxsize=8192)
def wrap(text: str, room: float, size: float, weight: Weight, most: int) -> tuple[str, ...]:
    """Break a cleaned text into at most `most` lines no wider than `room`, the last cut with an ellipsis if need be.

    Args:
        text: As `clean` returns it.
        room: Map units a line may take; at least two clusters and an ellipsis are expected to fit.
        size: Font size in map units.
        weight: Font weight.
        most: How many lines there may be.
    """
    if text_width(text, size, weight) <= room:
        return (text,)
    lines: list[str] = []
    line = ""
    for piece in _pieces(text[:600]):  # nobody reads more of it on a sign
        rest = piece
        if text_width((line + rest).rstrip(), size, weight) <= room:
            line += rest
            continue
        if line:
            lines.append(line.rstrip())
        while text_width(rest.rstrip(), size, weight) > room:
            head, rest = _cut(rest, room, size, weight, "")
            lines.append(head)
        line = rest
    lines.append(line.rstrip())
    lines = [found for found in lines if found]
    if len(lines) > most:
        head, _ = _cut(lines[most - 1] + " ", room, size, weight, ELLIPSIS)
        lines = [*lines[: most - 1], head.rstrip(" ,;:-–—/") + ELLIPSIS]
    return tuple(lines)
