"""Finding and reading a document's legend: which mark stands for which level."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy.roadmap.inline import RunKind
from roadworthy.roadmap.marks import leading_icon, trailing_icon
from roadworthy.roadmap.model import LegendEntry, Level
from roadworthy.roadmap.tree import Block, BlockKind, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = re.compile(
    r"(?:(?:emoji|icon|colou?r|symbol|map|roadmap|level|priority)s?\s+)?(?:legend|key|levels|symbols|icons|marks|notation)"
    r"|how to read(?: this)?(?: roadmap| map)?|what the (?:icons|symbols|emojis?|marks|colou?rs) mean"
    r"|colou?r codes?|l[ée]gende|leyenda|легенда|図例|凡例|图例",
    re.IGNORECASE,
)
_LEVELS = {
    Level.NOT_RECOMMENDED: [
        r"not?[\s-]+recommended|avoid|deprecated|obsolete|outdated|legacy|discouraged|skip|no longer",
        r"(?:don['’]?t|do not|would ?n['’]?t|would not|not)\s+(?:\w+\s+)?(?:recommend|use|learn|bother)",
    ],
    Level.ALTERNATIVE: [r"alternatives?|alternatively|instead|either|pick (?:one|any)"],
    Level.GOOD: [
        r"not\s+(?:strictly\s+)?(?:required|essential|necessary|mandatory|needed)",
        r"good[\s-]to[\s-](?:know|have)|nice[\s-]to[\s-](?:know|have)|optional|recommend(?:ed|ation)?",
        r"should[\s-](?:know|have|learn)|useful|bonus|helpful",
    ],
    Level.MUST: [r"must|required|mandatory|essentials?|core|critical|fundamentals?|necessary|need to know"],
}
_LEVEL_PATTERNS = tuple(
    (level, re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)) for level, patterns in _LEVELS.items()
)
_SHORT = re.compile(r"\s*([(\[][A-Za-z0-9*!+?~-]{1,3}[)\]]|[*!+?~^]{1,3}|[A-Z]{1,2})(?=\s*[:=–—-]|\s)\s*")
_BETWEEN = re.compile(r"^\s*(?:[:=|–—-]|->|→)+\s*")
_SEPARATORS = re.compile(r"\n|\s*[|;•·]\s+|,\s+(?=[^\w\s(])")
_ALERT = re.compile(r"\s*\[!\w+\]\s*")
_LONGEST = 16  # words of a meaning


def level_meant(words: str) -> Level:
    """Return the level that some words name ("Nice to have"), `UNMARKED` if they name none."""
    for level, pattern in _LEVEL_PATTERNS:
        if pattern.search(words):
            return level
    return Level.UNMARKED


def is_legend_title(text: str) -> bool:
    """Say whether a heading, title or label announces a legend."""
    _, text = leading_icon(text)
    return bool(_TITLE.fullmatch(text.strip().rstrip(":").strip()))


def find_legend(root: Block) -> tuple[tuple[LegendEntry, ...], set[int]]:
    """Return the entries of the document's legend, and the `id()` of every block that is part of it."""
    entries: list[LegendEntry] = []
    used: set[int] = set()
    _search(root.children, entries, used)
    unique: dict[str, LegendEntry] = {}
    for entry in entries:
        unique.setdefault(entry.mark + "\0" + entry.meaning, entry)
    return tuple(unique.values()), used


def _search(blocks: list[Block], entries: list[LegendEntry], used: set[int]) -> None:
    untitled_may_be = True  # a legend without a title stands before the first list of stops
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        titled, body = _announced(blocks, index - 1)
        if titled:
            found = [entry for part in body for entry in _entries(part)]
            if len(found) >= 2 or (found and found[0].level is not Level.UNMARKED):
                entries += found
                used.update(id(part) for part in body if _entries(part))
                used.add(id(block))
                index += len([part for part in body if part is not block])
                continue
        if block.kind in (BlockKind.QUOTE, BlockKind.ADMONITION):
            before = len(entries)
            _search(block.children, entries, used)
            if len(entries) > before and all(id(child) in used for child in block.children):
                used.add(id(block))
            continue
        if not untitled_may_be or block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.TABLE):
            continue
        found = _entries(block)
        lines = len(list(_lines(block)))
        if len(found) >= 2 and len(found) == lines and all(entry.level is not Level.UNMARKED for entry in found):
            entries += found
            used.add(id(block))
        elif block.kind is BlockKind.LIST:
            untitled_may_be = False


def _announced(blocks: list[Block], index: int) -> tuple[bool, list[Block]]:
    """Say whether the block at `index` announces a legend, and return the blocks that would be its body."""
    block = blocks[index]
    if block.kind in (BlockKind.ADMONITION, BlockKind.DETAILS) and is_legend_title(plain(block.runs)):
        if block.kind is BlockKind.ADMONITION:
            return True, block.children
        return True, _until(blocks, index + 1, BlockKind.DETAILS_END)
    if block.kind is BlockKind.HEADING and is_legend_title(plain(block.runs)):
        return True, _until(blocks, index + 1, BlockKind.HEADING)
    if block.kind is BlockKind.QUOTE and block.children:
        return _announced(block.children, 0)[0], block.children
    if block.kind is BlockKind.PARAGRAPH:
        first, _, rest = "".join(run.text for run in block.runs).partition("\n")
        head, colon, tail = first.partition(":")
        if is_legend_title(first):
            return True, [block] if rest.strip() else blocks[index + 1 : index + 2]
        if colon and tail.strip() and is_legend_title(head):
            return True, [block]
    return False, []


def _until(blocks: list[Block], start: int, kind: BlockKind) -> list[Block]:
    body: list[Block] = []
    for block in blocks[start : start + 20]:
        if block.kind in (kind, BlockKind.HEADING):
            break
        body.append(block)
    return body


def _entries(block: Block) -> list[LegendEntry]:
    return [entry for text, line in _lines(block) if (entry := _entry(text, line)) is not None]


def _lines(block: Block) -> Iterator[tuple[str, int]]:
    """Yield the pieces of a block that may each be an entry, with their lines."""
    if block.kind is BlockKind.TABLE:
        for row in block.children[1:]:
            yield " ".join(plain(cell.runs) for cell in row.children), row.line
    elif block.kind in (BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.ADMONITION):
        for child in block.children:
            yield from _lines(child)
    elif block.kind is BlockKind.PARAGRAPH:
        line = block.line
        text = "".join(run.text for run in block.runs if run.kind is not RunKind.FOOTNOTE)
        head, colon, tail = text.partition(":")
        if colon and is_legend_title(head):
            text = tail
        position = 0
        for piece in _SEPARATORS.split(text):
            at = text.find(piece, position)
            line += text.count("\n", position, at)
            if piece.strip() and not is_legend_title(piece) and not _ALERT.fullmatch(piece):
                yield piece, line
            line += piece.count("\n")
            position = at + len(piece)


def _entry(text: str, line: int) -> LegendEntry | None:
    icon, rest = leading_icon(text)
    if not icon and (short := _SHORT.match(text)):
        icon, rest = short[1], text[short.end() :]
    if not icon:
        icon, rest = trailing_icon(text)
        rest = re.sub(r"[\s:=–—|-]+$", "", rest)
    meaning = " ".join(_BETWEEN.sub("", rest).split())
    if not icon or not any(character.isalnum() for character in meaning) or len(meaning.split()) > _LONGEST:
        return None
    return LegendEntry(icon, meaning, level_meant(meaning), line)


def legend_words(block: Block, entries: tuple[LegendEntry, ...]) -> str:
    """Return the words of a legend's block that are in none of its entries."""
    known = {entry.line for entry in entries}
    return " ".join(text for text, line in _lines(block) if line not in known)
