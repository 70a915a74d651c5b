"""Tables as stops: one row is one line, its columns are name, prerequisites, level, tick, and the rest notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy.roadmap.item import Line, LineReader, resource
from roadworthy.roadmap.legend import level_meant
from roadworthy.roadmap.marks import leading_icon, task_box
from roadworthy.roadmap.model import Level
from roadworthy.roadmap.phrase import make_phrase
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
    (
        "name",
        r"(?:main |key )?(?:topics?|names?|skills?|technolog(?:y|ies)|tools?|stops?|subjects?|titles?|concepts?|items?|what(?: to learn)?|language|framework|library|area)",
    ),
)
_ROLE_PATTERNS = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _ROLES)
_SEPARATOR = re.compile(r"\s*(?:[,;\n、，]|\s&\s|\band\b)\s*")
_NONE = {"", "-", "–", "—", "none", "n/a", "no", "nothing", "n.a.", "0"}
_TICKS = {"x", "✓", "✔", "✅", "☑", "yes", "done", "[x]", ":white_check_mark:", ":heavy_check_mark:"}
_NO_TICKS = {"", "[ ]", "☐", "no", "-", "todo", "⬜", "❌"}


def _roles(header: Block) -> list[str]:
    """Return the role of each column; exactly one is "name"."""
    roles: list[str] = []
    for cell in header.children:
        text = plain(cell.runs).rstrip(":")
        role = next((role for role, pattern in _ROLE_PATTERNS if pattern.fullmatch(text)), "note")
        roles.append("note" if role in roles else role)
    if roles and "name" not in roles:
        free = [index for index, role in enumerate(roles) if role == "note"]
        roles[free[0] if free else 0] = "name"
    return roles


def read_rows(table: Block, lines: LineReader) -> Iterator[Line]:
    """Yield what each row of a table names. A table without rows says what its header says."""
    header, *rows = table.children
    roles = _roles(header)
    titles = [plain(cell.runs) for cell in header.children]
    if not rows:
        yield Line(notes=[title for title in titles if title])
    for row in rows:
        if any(cell.runs for cell in row.children):
            yield _read_row(row, roles, titles, lines)


def _read_row(row: Block, roles: list[str], titles: list[str], lines: LineReader) -> Line:
    cells = dict(zip(roles, row.children, strict=False))
    line = lines.read(cells["name"].runs if "name" in cells else [], row.line)
    drafts = line.drafts
    for role, title, cell in zip(roles, titles, row.children, strict=False):
        if role != "name" and cell.runs:
            _read_cell(role, title, cell.runs, drafts, line, lines)
    return line


def _read_cell(role: str, title: str, runs: list[Run], drafts: list[Draft], line: Line, lines: LineReader) -> None:
    """Hang one cell on the stops of its row, or on what the table stands under if the row names none."""
    phrase = make_phrase(runs)
    text = phrase.plain(phrase.text)
    links = [run for run in phrase.atoms + phrase.overflow + phrase.pictures if run.url]
    line.footnotes += phrase.footnotes
    if not drafts:
        line.resources += [resource(link, note=title) for link in links]
        line.notes.append(f"{title}: {text}" if title else text)
        return
    first = drafts[0]
    first.resources += [resource(link) for link in links]
    if role == "requires" and not links:
        names = [name for name in _SEPARATOR.split(text) if name.lower() not in _NONE]
        for draft in drafts:
            draft.requires += names
        return
    if role == "requires":
        first.requires += [phrase.plain(name) for name in _SEPARATOR.split(phrase.text) if phrase.plain(name)]
        return
    if role == "number" and len(text) <= 12 and not first.number:
        first.number = text
        return
    if role == "claimed" and _claim(text, drafts):
        return
    if role == "level":
        _level(text, drafts, lines)
    alone = len(phrase.atoms) == 1 and links and not phrase.text[1:].strip()
    if not alone and text:
        first.note(f"{title}: {text}" if title else text)


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
