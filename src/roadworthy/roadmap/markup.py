"""HTML blocks in a Markdown document, read for what a reader sees: headings, lists, links, pictures, details.

Not an HTML parser: a fragment may begin or end in the middle of an element, since Markdown goes on between the tags.
"""

from __future__ import annotations

import html
import re

from roadworthy.roadmap.inline import Run, RunKind, attributes, safe_url
from roadworthy.roadmap.tree import Block, BlockKind

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|<[!?][^<>]*>")
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_BREAKS = {"p", "div", "br", "hr", "td", "th", "tr", "table", "section", "center", "dt", "dd", "blockquote", "pre"}
_UNSEEN = {"script", "style", "template"}
_MAX_LISTS = 20  # lists inside lists


def read_markup(fragment: str, line: int) -> list[Block]:
    """Return the blocks of an HTML fragment that begins on `line` of the source. Linear in its length."""
    return _Reader(line).read(_without_comments(fragment))


def _without_comments(text: str) -> str:
    """Blank out comments, keeping their line breaks; one that never ends reaches to the end."""
    pieces: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 4)
        end = len(text) if end < 0 else end + 3
        pieces += (text[position:start], "\n" * text.count("\n", start, end))
        position = end
    return "".join([*pieces, text[position:]])


class _Reader:
    """Walks the tags of one fragment once."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.blocks: list[Block] = []
        self.lists: list[Block] = []
        self.leaf: Block | None = None
        self.link = ""
        self.linked: list[str] = []
        self.unseen = ""

    def read(self, text: str) -> list[Block]:
        position = 0
        for tag in _TAG.finditer(text):
            self.text(text[position : tag.start()])
            self.line += tag.group().count("\n")
            position = tag.end()
            if tag[2]:
                self.tag(tag[2].lower(), tag[1] == "/", tag[3])
        self.text(text[position:])
        self.end_link()
        self.end_leaf()
        return self.blocks

    def text(self, text: str) -> None:
        if self.unseen or not text:
            return
        seen = html.unescape(text)
        if self.link:
            self.linked.append(seen)
        elif seen.strip() or self.leaf is not None:
            self.run(Run(RunKind.TEXT, seen, line=self.line + text[: len(text) - len(text.lstrip())].count("\n")))
        self.line += text.count("\n")

    def run(self, run: Run) -> None:
        if self.leaf is None:
            self.start(Block(BlockKind.PARAGRAPH, run.line))
        if self.leaf is not None:
            self.leaf.runs.append(run)

    def start(self, leaf: Block) -> None:
        self.end_leaf()
        self.leaf = leaf

    def end_leaf(self) -> None:
        if self.leaf is not None and any(run.text.strip() or run.url for run in self.leaf.runs):
            self.add(self.leaf)
        self.leaf = None

    def add(self, block: Block) -> None:
        if self.lists and self.lists[-1].children and block.kind is not BlockKind.HEADING:
            self.lists[-1].children[-1].children.append(block)
        else:
            self.blocks.append(block)

    def end_link(self) -> None:
        if self.link:
            self.run(Run(RunKind.LINK, "".join(self.linked), self.link, self.line))
        self.link = ""
        self.linked = []

    def tag(self, name: str, closing: bool, rest: str) -> None:
        if name in _UNSEEN:
            self.unseen = "" if closing else name
        elif self.unseen:
            return
        elif name == "a":
            self.end_link()
            if not closing:
                self.link = safe_url(attributes(rest).get("href", ""))
        elif name == "img":
            found = attributes(rest)
            self.linked.append(found.get("alt", ""))
            self.run(Run(RunKind.IMAGE, found.get("alt", ""), safe_url(found.get("src", "")), self.line))
        elif name in _HEADINGS or name == "summary":
            self.end_link()
            self.end_leaf()
            if not closing:
                kind = BlockKind.DETAILS if name == "summary" else BlockKind.HEADING
                self.leaf = Block(kind, self.line, rank=_HEADINGS.get(name, 0))
        elif name == "details":
            self.end_link()
            self.end_leaf()
            if closing:
                self.lists.clear()
                self.blocks.append(Block(BlockKind.DETAILS_END, self.line))
        elif name in {"ul", "ol", "li"}:
            self.end_link()
            self.end_leaf()
            self.list_tag(name, closing)
        elif name in _BREAKS:
            self.end_link()
            if name == "br":
                self.run(Run(RunKind.TEXT, "\n", line=self.line))
            else:
                self.end_leaf()

    def list_tag(self, name: str, closing: bool) -> None:
        if name == "li" and not closing:
            if not self.lists:
                self.open_list()
            self.lists[-1].children.append(Block(BlockKind.ITEM, self.line))
        elif name != "li" and closing and self.lists:
            self.lists.pop()
        elif name != "li" and not closing and len(self.lists) < _MAX_LISTS:
            self.open_list()

    def open_list(self) -> None:
        block = Block(BlockKind.LIST, self.line)
        self.add(block)
        self.lists.append(block)
