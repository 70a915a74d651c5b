"""Marks before (and after) a name: emoji, icon shortcodes, numbering, task boxes, and what the legend makes of them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from roadworthy.roadmap.model import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.roadmap.model import LegendEntry

SHORTCODE = r":[a-zA-Z0-9][a-zA-Z0-9_+-]*:(?:\{[^{}\n\ud800-\udfff]*\})?"
_SHORTCODE_START = re.compile(rf"\s*({SHORTCODE})\s*")
_SHORTCODE_END = re.compile(rf"\s*({SHORTCODE})\s*$")
_NUMBER = re.compile(
    r"\s*((?:(?:step|phase|week|day|chapter|part|level|stage|module|month|unit|lesson|section)\s+)?\d{1,4}(?:\.\d{1,4})*)"
    r"(?P<stop>[.):]|\s*[-–—:](?=\s))?(?=\s)\s*",
    re.IGNORECASE,
)
_WORDED = re.compile(r"[a-z]", re.IGNORECASE)
_BOX = re.compile(r"\s*\[([ xX])\](?=\s|$|[\ud800-\udfff])\s*")
_JOINERS = frozenset("\ufe0e\ufe0f\u200d\u20e3")
_NOT_ICONS = frozenset("©®™°℃℉№℠℗")
_CLASS = re.compile(r"\.([\w-]+)")


@lru_cache(maxsize=4096)
def _is_symbol(character: str) -> bool:
    code = ord(character)
    if 0x1F000 <= code <= 0x1FAFF:
        return True
    return unicodedata.category(character) == "So" and character not in _NOT_ICONS


def leading_icon(text: str) -> tuple[str, str]:
    """Split the emoji, symbol or icon shortcode that `text` begins with from the rest: `(icon, rest)`."""
    stripped = text.lstrip()
    if not stripped or stripped[0].isalpha():
        return "", text
    if stripped[0] == ":":
        found = _SHORTCODE_START.match(stripped)
        return (found[1], stripped[found.end() :]) if found else ("", text)
    end = 0
    if stripped[0] in "0123456789#*":  # keycaps: a digit, a variation selector, the enclosing key
        key = 2 if stripped[1:2] == "\ufe0f" else 1
        end = key + 1 if stripped[key : key + 1] == "\u20e3" else 0
    elif _is_symbol(stripped[0]):
        end = 1
        while end < len(stripped) and (
            stripped[end] in _JOINERS
            or "\U0001f3fb" <= stripped[end] <= "\U0001f3ff"
            or (stripped[end - 1] == "\u200d" and _is_symbol(stripped[end]))
            or (_is_flag(stripped[end]) and end == 1 and _is_flag(stripped[0]))
        ):
            end += 1
    return (stripped[:end], stripped[end:].lstrip()) if end else ("", text)


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def trailing_icon(text: str) -> tuple[str, str]:
    """Split the one emoji or shortcode that `text` ends with from the rest: `(icon, rest)`."""
    stripped = text.rstrip()
    if not stripped or stripped[-1].isalnum():
        return "", text
    if stripped[-1] in ":}":
        found = _SHORTCODE_END.search(stripped[-200:])
        return (found[1], stripped[: len(stripped) - len(found.group())]) if found else ("", text)
    start = len(stripped)
    while start and (stripped[start - 1] in _JOINERS or _is_symbol(stripped[start - 1])):
        start -= 1
        if stripped[start] not in _JOINERS and stripped[start - 1 : start] != "\u200d":
            break
    icon = stripped[start:]
    return (icon, stripped[:start].rstrip()) if icon and _is_symbol(icon[0]) else ("", text)


def leading_number(text: str) -> tuple[str, str]:
    """Split the numbering that `text` begins with from the rest: `"4.2 Indexes"` -> `("4.2", "Indexes")`.

    A bare whole number is part of the name ("12 Factor App") unless punctuation follows it.
    """
    found = _NUMBER.match(text)
    if not found:
        return "", text
    number = found[1]
    worded = bool(_WORDED.search(number))
    if not found["stop"] and ("." not in number or worded):
        return "", text
    rest = text[found.end() :]
    return (" ".join(number.split()), rest) if rest.strip() else ("", text)


def task_box(text: str) -> tuple[bool | None, str]:
    """Split a task list's box from the rest: `"[x] Git"` -> `(True, "Git")`; None where there is no box."""
    found = _BOX.match(text)
    return (found[1] != " ", text[found.end() :]) if found else (None, text)


def _key(mark: str) -> str:
    """Return what makes two marks the same: an emoji without its variation selector, a shortcode's name."""
    if mark.startswith(":"):
        return mark.split("{", maxsplit=1)[0].strip().lower()
    return "".join(character for character in mark if character not in "\ufe0e\ufe0f").strip()


class Marks:
    """The marks a legend explains, looked up as they occur in the document.

    Attributes:
        unknown: Marks in the place of a level mark that the legend does not explain: mark -> lines.
    """

    def __init__(self, legend: Sequence[LegendEntry]) -> None:
        self.levels: dict[str, Level] = {}
        self.classes: dict[str, Level] = {}
        self.written = {entry.mark for entry in legend}
        self.unknown: dict[str, list[int]] = {}
        texts: list[str] = []
        for entry in legend:
            key = _key(entry.mark)
            self.levels.setdefault(key, entry.level)
            for name in _CLASS.findall(entry.mark.partition("{")[2]):
                self.classes.setdefault(name, entry.level)
            if not entry.mark.startswith(":") and not any(_is_symbol(character) for character in entry.mark):
                texts.append(entry.mark)
        texts.sort(key=len, reverse=True)
        alternatives = "|".join(re.escape(text) for text in texts)
        self.text_start = re.compile(rf"\s*({alternatives})(?=\W|$)\s*") if texts else None
        self.text_end = re.compile(rf"\s+({alternatives})\s*$") if texts else None

    def level_of(self, mark: str) -> Level | None:
        """Return the level the legend gives a mark, None if it does not know it."""
        for name in _CLASS.findall(mark.partition("{")[2]):
            if name in self.classes:
                return self.classes[name]
        return self.levels.get(_key(mark))

    def peel(self, text: str, line: int) -> tuple[Level, str, str]:
        """Take the marks off a name; `line` 0 means that unknown marks are decoration here.

        Returns:
            The level they stand for, the icon (marks that say nothing about level, as written), and the rest.
        """
        level = Level.UNMARKED
        icons: list[str] = []
        while True:
            icon, rest = leading_icon(text)
            if not icon and self.text_start is not None and (found := self.text_start.match(text)):
                icon, rest = found[1], text[found.end() :]
            if not icon or (not rest.strip() and not icons and level is Level.UNMARKED and icon not in self.written):
                break
            level = self._take(icon, level, icons, line)
            text = rest
        while True:
            icon, rest = trailing_icon(text)
            if not icon and self.text_end is not None and (found := self.text_end.search(text[-40:])):
                icon, rest = found[1], text[: len(text) - len(found.group())]
            if not icon or not rest.strip():
                break
            level = self._take(icon, level, icons, line)
            text = rest
        return level, " ".join(icons), text

    def _take(self, icon: str, level: Level, icons: list[str], line: int) -> Level:
        meant = self.level_of(icon)
        if meant is None:
            if self.levels and line:
                self.unknown.setdefault(icon, []).append(line)
            icons.append(icon)
            return level
        if icon not in self.written or meant is Level.UNMARKED:
            icons.append(icon)
        return meant if level is Level.UNMARKED else level
