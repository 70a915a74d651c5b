"""Markdown that somebody else wrote, as HTML that is safe on our pages; and text that is safe to show.

Two fences, so that one alone may fail: markdown-it-py escapes every tag in the source, and nh3 then drops whatever
is not on the list. A picture becomes its alternative text: a brief must not make a browser call elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.util import ClassNotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict
    from pygments.lexer import Lexer

    Tokens = Sequence[Token]

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "span": {"class"}, "ol": {"start"}, "pre": {"class", "tabindex"}}
LONGEST_HIGHLIGHTED = 60_000  # characters; colouring more would cost more than it gives

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])")
_FORMATTER = HtmlFormatter(nowrap=True, classprefix="tok-")


def visible(text: object) -> str:
    """Return the text without terminal escapes, and with characters that hide or reorder others spelt out.

    Line breaks and tabs stay. Escaping for HTML is not done here; the templates do that.
    """
    plain = _ANSI.sub("", str(text))
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join(_spelt_out(char) for char in plain)


def _spelt_out(char: str) -> str:
    if char in "\n\t" or char.isprintable():
        return char
    # The joiners belong to emoji and to several scripts; they hide nothing.
    if char in "\u200c\u200d" or unicodedata.category(char) == "Zs":
        return char
    if char == "\r":
        return ""
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def worded(text: object) -> Markup:
    """Return one of our own messages as HTML: escaped, with what stands in backticks as code."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:  # a backtick that nothing closes is only a backtick
        return escape(visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def is_web_link(address: object) -> bool:
    """Return True if the address may stand in an href: http, https or mail, and nothing else."""
    if not isinstance(address, str) or not address:
        return False
    try:
        return urlsplit(address.strip()).scheme.lower() in ("http", "https", "mailto")
    except ValueError:
        return False


def coloured(code: str, *, name: str = "", language: str = "") -> Markup:
    """Return the code as escaped HTML, coloured by the file's name or the language's if Pygments knows it."""
    text = visible(code)
    lexer = _lexer(name, language) if len(text) <= LONGEST_HIGHLIGHTED else None
    if lexer is None:
        return escape(text)
    return Markup(pygments_highlight(text, lexer, _FORMATTER))  # noqa: S704 - Pygments escapes what it is given


def _lexer(name: str, language: str) -> Lexer | None:
    try:
        if language:
            return get_lexer_by_name(language, stripnl=False, ensurenl=False)
        return get_lexer_for_filename(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _heading_open(_: RendererHTML, tokens: Tokens, at: int, _options: OptionsDict, env: EnvType) -> str:
    return f"<h{_level(tokens[at].tag, env)}>"


def _heading_close(_: RendererHTML, tokens: Tokens, at: int, _options: OptionsDict, env: EnvType) -> str:
    return f"</h{_level(tokens[at].tag, env)}>\n"


def _level(tag: str, env: EnvType) -> int:
    # The page has its own h1. If that is the document's title, its sections are one below it already.
    return max(int(tag[1]), 2) if env[_TITLED] else min(int(tag[1]) + 1, 6)


def _fence(_: RendererHTML, tokens: Tokens, at: int, _options: OptionsDict, _env: EnvType) -> str:
    words = tokens[at].info.split()
    code = coloured(tokens[at].content, language=words[0]) if words else escape(visible(tokens[at].content))
    # A block that can scroll must be reachable by keyboard.
    return f'<pre class="code" tabindex="0"><code>{code}</code></pre>\n'


def _words(_: RendererHTML, tokens: Tokens, at: int, _options: OptionsDict, _env: EnvType) -> str:
    return str(escape(visible(tokens[at].content)))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.add_render_rule("heading_open", _heading_open)
    reader.add_render_rule("heading_close", _heading_close)
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule("code_block", _fence)
    reader.add_render_rule("text", _words)
    reader.add_render_rule("image", _words)
    return reader


_MARKDOWN = _reader()
_TITLED = "titled"


def render(source: str, *, skip_title: bool = False) -> Markup:
    """Return the Markdown as safe HTML.

    Args:
        source: Markdown from anybody.
        skip_title: Leave out a level-one heading at the very beginning (the page shows the title itself).
    """
    titles = 0
    if skip_title:
        source, titles = re.subn(r"\A\s*#(?!#)[^\n]*\n", "", source)
    html = nh3.clean(
        _MARKDOWN.render(source, {_TITLED: titles > 0}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - what nh3 returns is what it let through
