"""Tables as stops: one row is one line, its columns are name, prerequisites, level, tick, and the rest notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.roadmap.item import Line, LineReader
from roadworthy.roadmap.legend import level_meant
from roadworthy.roadmap.marks import leading_icon, task_box
from roadworthy.roadmap.model import Level
from roadworthy.roadmap.phrase import make_phrase
from roadworthy.roadmap.resources import resource
from roadworthy.roadmap.tree import Block, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadworthy.roadmap.draft import Draft
    from roadworthy.roadmap.inline import Run

_ROLES = (
    ("requires", r"pre-?requisites?|pre-?reqs?|requires?|requirements?|depends(?: on)?|dependenc(?:y|ies)|needs|after"),
    ("number", r"#|no\.?|nr\.?|n°|№|order|id"),
    ("level", r"level|priority|importance|status"),
    ("claimed", r"done|completed?|finished|learned|tick|✓|✔|✅|☑|\[x\]"),
    ("note", r"links?|urls?|resources?|references?|docs|documentation|descriptions?|notes?|details|comments?|why"),
    (
        "name",
        r"(?:main |key )?(?:topics?|names?|skills?|technolog(?:y|ies)|tools?|stops?|subjects?|titles?|concepts?|items?|what(?: to learn)?|language|framework|library|area)",
    ),
)
_ROLE_PATTERNS = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _ROLES)
_SEPARATOR = re.compile(r"\s*(?:[,;\n、，]|\s&\s|\band\b)\s*")
_LONGEST_NUMBER = 12  # characters
_NONE = {"", "-", "–", "—", "none", "n/a", "no", "nothing", "n.a.", "0"}
_TICKS = {"x", "✓", "✔", "✅", "☑", "yes", "done", "[x]", ":white_check_mark:", ":heavy_check_mark:"}
_NO_TICKS = {"", "[ ]", "☐", "no", "-", "todo", "⬜", "❌"}


@dataclass(slots=True)
class _Column:
    """A column: what it is for, its title, and whether some note begins with that title."""

    role: str
    title: str
    said: bool = False

    def say(self, text: str) -> str:
        """Return a cell's words with the column's title before them."""
        self.said = True
        return f"{self.title}: {text}" if self.title else text


def _role_of(title: str) -> str:
    return next((role for role, pattern in _ROLE_PATTERNS if pattern.fullmatch(title.rstrip(":"))), "")


def _roles(header: Block) -> list[str]:
    """Return the role of each column; exactly one is "name"."""
    roles: list[str] = []
    for cell in header.children:
        role = _role_of(plain(cell.runs)) or "note"
        roles.append("note" if role in roles else role)
    if roles and "name" not in roles:
        free = [index for index, role in enumerate(roles) if role == "note"]
        roles[free[0] if free else 0] = "name"
    return roles


def read_rows(table: Block, lines: LineReader) -> Iterator[Line]:
    """Yield what each row of a table names, and last what only the header says."""
    header, *rows = table.children
    columns = [_Column(role, plain(cell.runs)) for role, cell in zip(_roles(header), header.children, strict=True)]
    for row in rows:
        if any(cell.runs for cell in row.children):
            yield _read_row(row, columns, lines)
    remains = Line()
    for column, cell in zip(columns, header.children, strict=True):
        if column.title and not column.said and not _role_of(column.title):
            remains.notes.append(column.title)
        phrase = make_phrase(cell.runs)
        remains.resources += [resource(run) for run in phrase.atoms + phrase.overflow + phrase.pictures if run.url]
        remains.footnotes += phrase.footnotes
    yield remains


def _read_row(row: Block, columns: list[_Column], lines: LineReader) -> Line:
    pairs = list(zip(columns, row.children, strict=False))
    name = next((cell.runs for column, cell in pairs if column.role == "name"), [])
    line = lines.read(name, row.line)
    for column, cell in pairs:
        if column.role != "name" and cell.runs:
            _read_cell(column, cell.runs, line, lines)
    return line


def _read_cell(column: _Column, runs: list[Run], line: Line, lines: LineReader) -> None:
    """Hang one cell on the stops of its row, or on what the table stands under if the row names none."""
    phrase = make_phrase(runs)
    text = phrase.plain(phrase.text)
    links = [run for run in phrase.atoms + phrase.overflow + phrase.pictures if run.url]
    line.footnotes += phrase.footnotes
    if not line.drafts:
        line.resources += [resource(link) for link in links]
        line.notes.append(column.say(text))
        return
    first = line.drafts[0]
    first.resources += [resource(link) for link in links]
    if column.role == "requires":
        names = [phrase.plain(name) for name in _SEPARATOR.split(phrase.text)]
        for draft in line.drafts:
            draft.requires += [name for name in names if name.lower() not in _NONE]
        return
    if column.role == "number" and len(text) <= _LONGEST_NUMBER and not first.number:
        first.number = text
        return
    if column.role == "claimed" and _claim(text, line.drafts):
        return
    if column.role == "level":
        _level(text, line.drafts, lines)
    alone = len(phrase.atoms) == 1 and links and not phrase.text[1:].strip()
    if not alone and text:
        first.note(column.say(text))


def _claim(text: str, drafts: list[Draft]) -> bool:
    box, rest = task_box(text)
    if box is None and text.lower() in _TICKS | _NO_TICKS:
        box, rest = text.lower() in _TICKS, ""
    if box is None or rest.strip():
        return False
    for draft in drafts:
        draft.claimed = box
    return True


def _level(text: str, drafts: list[Draft], lines: LineReader) -> None:
    """Take the level that a cell names in words or with a mark of the legend."""
    icon, _ = leading_icon(text)
    meant = lines.marks.level_of(icon) if icon else None
    level = meant if meant is not None else level_meant(text)
    for draft in drafts:
        if draft.level is Level.UNMARKED:
            draft.level = level
