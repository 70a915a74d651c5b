"""Paragraphs whose lines are a list to the eye but not to Markdown: "• Git", a dash indented too far, bold labels."""

from __future__ import annotations

import re

from roadworthy.roadmap.inline import Run, RunKind
from roadworthy.roadmap.tree import Block, BlockKind

_BULLET = re.compile(r"\s*(?:[•◦▪▫‣●○■□▸►➢➤⁃∙·]\s*|[-*+–—]\s+|\d{1,3}[.)]\s+)")
_BULLET_FIRST = re.compile(r"\s*[•◦▪▫‣●○■□▸►➢➤⁃∙·]\s*")


def split_lines(runs: list[Run]) -> list[list[Run]]:
    """Split runs where a line of the source ends."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.kind is not RunKind.TEXT or "\n" not in run.text:
            lines[-1].append(run)
            continue
        for index, piece in enumerate(run.text.split("\n")):
            if index:
                lines.append([])
            if piece:
                lines[-1].append(Run(RunKind.TEXT, piece, line=run.line + index))
    return [line for line in lines if line]


def _without_bullet(line: list[Run], pattern: re.Pattern[str]) -> list[Run] | None:
    first = line[0]
    found = pattern.match(first.text) if first.kind is RunKind.TEXT else None
    if not found:
        return None
    rest = first.text[found.end() :]
    return [Run(RunKind.TEXT, rest, line=first.line), *line[1:]] if rest else line[1:]


def bulleted(block: Block) -> bool:
    """Say whether a paragraph begins with a typographic bullet."""
    return bool(block.runs) and block.runs[0].kind is RunKind.TEXT and bool(_BULLET_FIRST.match(block.runs[0].text))


def listed_lines(block: Block) -> tuple[list[Run], list[Block]]:
    """Split a paragraph from the list that follows in it without a blank line.

    Returns:
        The runs of the paragraph itself (none if it begins with a typographic bullet), and the list, if there is one.
    """
    runs = block.runs
    if not bulleted(block) and not any(run.kind is RunKind.TEXT and "\n" in run.text for run in runs):
        return runs, []
    own: list[Run] = []
    items: list[Block] = []
    for index, line in enumerate(split_lines(runs)):
        rest = _without_bullet(line, _BULLET if index else _BULLET_FIRST)
        if rest is not None and rest:
            item = Block(BlockKind.ITEM, line[0].line, children=[Block(BlockKind.PARAGRAPH, line[0].line, rest)])
            items.append(item)
            continue
        target = items[-1].children[0].runs if items else own
        if target:
            target.append(Run(RunKind.TEXT, "\n", line=line[0].line))
        target += line
    return own, [Block(BlockKind.LIST, items[0].line, children=items)] if items else []


def labelled(block: Block) -> list[tuple[list[Run], int]]:
    """Return the lines of a paragraph like `**Core:** a, b`, or nothing if it does not begin with a bold label.

    Lines without a label of their own belong to the one before.
    """
    runs = block.runs
    if len(runs) < 2 or not _is_label(runs):
        return []
    found: list[tuple[list[Run], int]] = []
    for line in split_lines(runs):
        if not found or _is_label(line):
            found.append((line, line[0].line))
        else:
            found[-1][0].append(Run(RunKind.TEXT, "\n", line=line[0].line))
            found[-1][0].extend(line)
    return found


def _is_label(line: list[Run]) -> bool:
    first = line[0]
    if first.kind is not RunKind.STRONG or len(line) < 2:
        return False
    return first.text.rstrip().endswith((":", "：")) or line[1].text.lstrip().startswith((":", "：", "- ", "– ", "— "))


def acts_as_heading(block: Block, following: Block | None) -> bool:
    """Say whether a paragraph is a bold line that stands before a list or table as a heading would."""
    runs = [run for run in block.runs if run.text.strip() or run.url]
    if len(runs) == 2 and runs[1].kind is RunKind.TEXT and runs[1].text.strip() == ":":
        runs.pop()
    if len(runs) != 1 or runs[0].kind is not RunKind.STRONG or following is None:
        return False
    return following.kind in (BlockKind.LIST, BlockKind.TABLE) and len(runs[0].text.split()) <= 10
