"""Inline Markdown as a flat list of runs: text, links, images, code, strong text and footnote references."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from roadworthy.roadmap.parser import INLINE_PARSER

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from markdown_it.token import Token


class RunKind(Enum):
    """What a run is."""

    TEXT = "text"
    LINK = "link"
    IMAGE = "image"
    CODE = "code"
    STRONG = "strong"
    FOOTNOTE = "footnote"


@dataclass(slots=True)
class Run:
    """A stretch of inline content.

    Attributes:
        kind: What it is.
        text: What a reader sees (an image's alternative text; a footnote's label). Line breaks are line feeds.
        url: Where a link leads or an image lies, as written; "" for the rest.
        line: 1-based line of the source.
        hint: The title attribute of a link.
        badge: A link that shows nothing but pictures.
    """

    kind: RunKind
    text: str
    url: str = ""
    line: int = 0
    hint: str = ""
    badge: bool = False


_SPECIAL = re.compile(r"[\n\\`~*_\[<&^]")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9-]*)")


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of an HTML tag, names in lower case, values unescaped."""
    return {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(tag)}


def read_inline(content: str, line: int, env: MutableMapping[str, Any]) -> list[Run]:
    """Return the runs of a piece of inline Markdown that begins on `line`; `env` holds reference definitions."""
    if not _SPECIAL.search(content):
        return [Run(RunKind.TEXT, content, line=line)] if content else []
    children: list[Token] = []
    INLINE_PARSER.inline.parse(content, INLINE_PARSER, env, children)
    return _Collector(line).collect(children)


class _Collector:
    """Walks the tokens of one inline piece once."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.runs: list[Run] = []
        self.strong: list[int] = []
        self.links: list[tuple[int, str, str]] = []

    def collect(self, tokens: list[Token]) -> list[Run]:
        for token in tokens:
            kind = token.type
            if kind in {"text", "text_special"}:
                self.text(token.content)
            elif kind == "link_open":
                self.open_link(str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
            elif kind == "link_close":
                self.close_link()
            elif kind in {"softbreak", "hardbreak"}:
                self.text("\n")
                self.line += 1
            elif kind == "code_inline":
                self.runs.append(Run(RunKind.CODE, token.content, line=self.line))
            elif kind == "strong_open":
                self.strong.append(len(self.runs))
            elif kind == "strong_close":
                self.close_strong()
            elif kind == "image":
                self.runs.append(Run(RunKind.IMAGE, token.content, str(token.attrs.get("src", "")), self.line))
            elif kind == "html_inline":
                self.tag(token.content)
            elif kind == "footnote_ref":
                self.runs.append(Run(RunKind.FOOTNOTE, str(token.meta.get("label", "")), line=self.line))
        self.close_link()
        return self.runs

    def text(self, text: str) -> None:
        last = self.runs[-1] if self.runs else None
        start = max(self.strong[-1] if self.strong else 0, self.links[-1][0] if self.links else 0)
        if last is not None and last.kind is RunKind.TEXT and len(self.runs) > start:
            last.text += text
        elif text:
            self.runs.append(Run(RunKind.TEXT, text, line=self.line))

    def open_link(self, url: str, hint: str = "") -> None:
        self.close_link()  # links do not nest; an HTML one that was never closed ends here
        self.links.append((len(self.runs), url, hint))

    def close_link(self) -> None:
        if not self.links:
            return
        start, url, hint = self.links.pop()
        inner = self.runs[start:]
        del self.runs[start:]
        pictures = [run for run in inner if run.kind is RunKind.IMAGE]
        text = "".join(run.text for run in inner if run.kind is not RunKind.FOOTNOTE)
        if not url:
            self.runs += inner
            return
        line = inner[0].line if inner else self.line
        badge = bool(pictures) and all(run.kind is RunKind.IMAGE or not run.text.strip() for run in inner)
        self.runs.append(Run(RunKind.LINK, text, url, line, hint, badge))
        self.runs += [run for run in inner if run.url and run.kind is RunKind.LINK]
        self.runs += [Run(RunKind.IMAGE, picture.text, picture.url, line) for picture in pictures]

    def close_strong(self) -> None:
        start = self.strong.pop()
        inner = self.runs[start:]
        if inner and all(run.kind is RunKind.TEXT for run in inner):
            text = "".join(run.text for run in inner)
            self.runs[start:] = [Run(RunKind.STRONG, text, line=inner[0].line)]

    def tag(self, tag: str) -> None:
        named = _TAG_NAME.match(tag)
        name = named[1].lower() if named else ""
        if name == "a":
            if tag.startswith("</"):
                self.close_link()
            else:
                self.open_link(safe_url(attributes(tag).get("href", "")))
        elif name == "img":
            found = attributes(tag)
            self.runs.append(Run(RunKind.IMAGE, found.get("alt", ""), safe_url(found.get("src", "")), self.line))
        elif name in {"br", "p", "div", "li"}:
            self.text("\n")


def safe_url(url: str) -> str:
    """Return `url`, or "" if it would run a script when followed."""
    url = url.strip()
    return url if INLINE_PARSER.validateLink(url) else ""
