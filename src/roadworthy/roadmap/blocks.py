"""From Markdown text to the tree of blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from roadworthy.roadmap.inline import read_inline
from roadworthy.roadmap.markup import read_markup
from roadworthy.roadmap.parser import PARSER
from roadworthy.roadmap.tree import Block, BlockKind, Document

if TYPE_CHECKING:
    from markdown_it.token import Token

_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION|INFO)\][ \t]*\n?", re.IGNORECASE)
_CONTAINERS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "list_item_open": BlockKind.ITEM,
    "blockquote_open": BlockKind.QUOTE,
    "admonition_open": BlockKind.ADMONITION,
    "table_open": BlockKind.TABLE,
    "tr_open": BlockKind.ROW,
    "footnote_reference_open": BlockKind.FOOTNOTE,
    "dl_open": BlockKind.LIST,
}
_CONTAINERS_CLOSE = {name.replace("_open", "_close") for name in _CONTAINERS}
_LEAVES = {
    "heading_open": BlockKind.HEADING,
    "paragraph_open": BlockKind.PARAGRAPH,
    "th_open": BlockKind.CELL,
    "td_open": BlockKind.CELL,
    "dt_open": BlockKind.ITEM,
    "admonition_title_open": None,
}


def read_blocks(text: str) -> Document:
    """Return the tree of blocks of a Markdown text that `to_text` and `flatten_deep_nesting` made safe."""
    env: dict[str, Any] = {}
    tokens = PARSER.parse(text, env)
    definitions = {
        label: (str(definition["href"]), definition["map"][0] + 1)
        for label, definition in env.get("references", {}).items()
    }
    for duplicate in env.get("duplicate_refs", ()):
        label = f"{duplicate.get('label', '')} (again)"
        definitions.setdefault(label, (str(duplicate["href"]), duplicate["map"][0] + 1))
    return Document(_Builder(env).build(tokens), definitions)


class _Builder:
    """Turns the flat tokens of markdown-it-py into nested blocks; keeps its own stack, so depth costs nothing."""

    def __init__(self, env: dict[str, Any]) -> None:
        self.env = env
        self.stack = [Block(BlockKind.ROOT)]

    def build(self, tokens: list[Token]) -> Block:
        leaf: Block | None = None
        for token in tokens:
            kind = token.type
            if kind == "inline":
                self.inline(token, leaf)
            elif kind in _LEAVES:
                leaf = self.leaf(token)
            elif kind in _CONTAINERS:
                self.open(Block(_CONTAINERS[kind], _line(token), text=_text_of(token)))
                leaf = None
            elif kind in _CONTAINERS_CLOSE:
                self.close(kind)
                leaf = None
            elif kind in {"fence", "code_block"}:
                self.add(Block(BlockKind.CODE, _line(token), text=token.content.rstrip("\n")))
            elif kind == "html_block":
                for block in read_markup(token.content, _line(token)):
                    self.add(block)
            elif kind == "front_matter":
                self.add(Block(BlockKind.FRONT_MATTER, _line(token), text=token.content))
        return self.stack[0]

    def leaf(self, token: Token) -> Block | None:
        kind = _LEAVES[token.type]
        if kind is None:
            return None
        block = Block(kind, _line(token))
        if kind is BlockKind.HEADING:
            block.rank = int(token.tag[1])
        if token.type == "dt_open":  # what follows in dd belongs to it, up to the next dt
            if self.stack[-1].kind is BlockKind.ITEM and self.stack[-1].text == "dt":
                self.stack.pop()
            block.text = "dt"
            self.open(block)
            return block
        self.add(block)
        return block

    def inline(self, token: Token, leaf: Block | None) -> None:
        runs = read_inline(token.content, _line(token), self.env)
        if leaf is None:  # an admonition's title; `!!! note` without one says only what it is
            self.stack[-1].runs = runs if len(self.stack[-1].text.split()) > 1 else []
        elif self.stack[-1].kind is BlockKind.QUOTE and runs and (alert := _ALERT.match(runs[0].text)):
            runs[0].text = runs[0].text[alert.end() :]
            leaf.runs = runs
        elif leaf.kind is BlockKind.ITEM:
            leaf.children.append(Block(BlockKind.PARAGRAPH, leaf.line, runs))
        else:
            leaf.runs = runs

    def add(self, block: Block) -> None:
        self.stack[-1].children.append(block)

    def open(self, block: Block) -> None:
        self.add(block)
        self.stack.append(block)

    def close(self, kind: str) -> None:
        if kind == "dl_close" and self.stack[-1].text == "dt":
            self.stack.pop()
        self.stack.pop()


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _text_of(token: Token) -> str:
    if token.type == "admonition_open":
        return token.info
    return str(token.meta.get("label", "")) if token.type == "footnote_reference_open" else ""
