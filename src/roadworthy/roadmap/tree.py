"""A Markdown document as a small tree of blocks: what the reader works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from roadworthy.roadmap.inline import Run, RunKind


class BlockKind(Enum):
    """What a block is."""

    ROOT = "root"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    QUOTE = "quote"
    ADMONITION = "admonition"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    CODE = "code"
    FOOTNOTE = "footnote"
    DETAILS = "details"  # everything up to the matching DETAILS_END is its content
    DETAILS_END = "details-end"
    FRONT_MATTER = "front-matter"


@dataclass(slots=True)
class Block:
    """A block: its kind, 1-based first line, inline runs (leaves), children (containers).

    `rank` is a heading's level; `text` a code block's content or a footnote's label. An admonition's runs are its title.
    """

    kind: BlockKind
    line: int = 0
    runs: list[Run] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)
    rank: int = 0
    text: str = ""


@dataclass(slots=True)
class Document:
    """The blocks of a document, and its link definitions: label -> (url, 1-based line)."""

    root: Block
    definitions: dict[str, tuple[str, int]]


def plain(runs: list[Run]) -> str:
    """Return what a reader sees of some runs, blanks squeezed."""
    return " ".join("".join(run.text for run in runs if run.kind is not RunKind.FOOTNOTE).split())
