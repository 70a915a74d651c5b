"""The Markdown parser we use, set up once: CommonMark, with what roadmaps use beyond it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import list_block
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

_MAX_BRACKETS = 30  # brackets inside brackets in one paragraph; what is deeper is read as text
_MAX_UNITS = 30  # list and quote markers at the beginning of one line
_MAX_INDENT = 60  # columns

_INSIDE = "roadworthy: inside inline content"

_PREFIX = re.compile(r"(?:[ \t]+|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|>|[:~](?=[ \t])|\[\^[^\]\s]*\]:)+")
_UNIT = re.compile(r"[ \t]+|[^ \t]+?(?=[ \t>]|$)|>|.")


class _Parser(MarkdownIt):
    """Leaves the addresses of links as they are written: a browser normalises them, and people search for them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- the parent's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 -- the parent's name
        return link


class _Inline(ParserInline):
    """Leaves the alternative text of pictures unparsed, which would be parsed recursively without a limit."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if env.get(_INSIDE):
            return tokens
        env[_INSIDE] = True
        try:
            return super().parse(src, md, env, tokens)
        finally:
            env[_INSIDE] = False


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list as CommonMark does, but never take an item for a continuation because it is indented by four."""
    outer, state.listIndent = state.listIndent, -1
    found = list_block(state, start, end, silent)
    state.listIndent = outer
    return found


def _make(nesting: int) -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": nesting})
    parser.inline = _Inline()
    parser.configure("commonmark", {"maxNesting": nesting})
    parser.enable(["table", "strikethrough"])
    # Without indented code blocks a list may be indented as its author likes.
    # Inline content is read piece by piece (inline.py).
    parser.disable(["code", "inline"])
    parser.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    front_matter_plugin(parser)
    footnote_plugin(parser, inline=False, move_to_end=False)
    deflist_plugin(parser)
    admon_plugin(parser)
    return parser


PARSER = _make(200)  # of blocks; flatten_deep_nesting keeps documents below
INLINE_PARSER = _make(_MAX_BRACKETS)


def flatten_deep_nesting(text: str) -> tuple[str, int]:
    """Cap the nesting of lists and quotes, so that no document exhausts the stack.

    Lines are cut only in the markers and blanks they begin with; no word is lost and no line is added.

    Returns:
        The text, and the 1-based line that was first cut (0 if none was).
    """
    lines = text.split("\n")
    first = 0
    for index, line in enumerate(lines):
        prefix = _PREFIX.match(line)
        if prefix is None or prefix.end() < _MAX_UNITS:
            continue
        head = prefix.group()
        indent = head[: len(head) - len(head.lstrip(" \t"))].expandtabs(4)
        markers = head.lstrip(" \t")
        units = _UNIT.findall(markers)
        if len(indent) <= _MAX_INDENT and len(units) <= 2 * _MAX_UNITS:
            continue
        first = first or index + 1
        lines[index] = indent[:_MAX_INDENT] + "".join(units[: 2 * _MAX_UNITS]) + " " + line[len(head) :]
    return ("\n".join(lines) if first else text), first
