"""Hypothesis strategies for roadmaps in Markdown, in which every visible word and every address is one of a kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import strategies as st

# W is replaced by a new word, U by a new address; the rest is syntax that roadmaps in the wild use.
LINES = (
    "W", "W W", "W, W, W", "W, W and W", "W / W", "W/W", "W | W", "W · W", "W; W", "W → W", "W & W", "W vs W", "W + W",
    "W (W)", "W (W, W, etc.)", "W, W, W (W, W)", "W (W) W", "W (if, else, W)", "((W) W", "W) W (", "f(W) W", "W (W (W) W)",
    "W - W W", "W – W", "W — W W, W", "W: W", "W: W, W", "W: W. W W, W", "**W:** W, W", "**W**: W W", "**W** - W", "**W** W",
    "**W W**", "*W* W", "***W***", "~~W~~", "__W__ W", "`W`", "`W`, `W`", "**W:** `W`, `W`", "``W ` W``",
    "[W](U)", "[W](U), [W](U)", "[W](U) / [W](U)", "[W](U)/[W](U)", "[W](U) and [W](U)", "[W](U) - W W", "[W](U): W",
    "[W](U) ([W](U))", "[W](U) - W ([More](U))", "[W](U) ([Python Guide](U)) W", "W ([W](U), [W](U))", "W ([Tutorial](U))",
    "W: [W](U), [W](U)", "W: [W](U) - W", "W (W W): [W](U)", "W - [W](U)", "W - [Guide](U)", "[W](U) for W W",
    "[W](U) with [W](U) or [W](U)", "[W](U) W", "[W](U) W W W W W W", "W [W](U) W", "W, [W](U), W", "Read [W](U) W",
    "[W, W](U)", "[W / W](U) W", "[W W tutorial](U)", "[W Guide](U) - W", "[W Docs](U)", "Resources: [W](U), [W](U)",
    "Book: [W](U) W", "\"W W\"", "\"W W\" by W W", "“W W W”", "[@video@W W](U)", "[W](U \"W W\")", "[](U)", "[W]()",
    "U", "<U>", "W U W", "W (U)", "U, U", "![W](U)", "[![W](U)](U)", "![W](U) W", "<a href=\"U\">W</a>", "W<br>W",
    "<b>W</b> W", "<img src=\"U\" alt=\"W\"> W", "W <!-- hidden --> W", "[W][ref]", "[W]", "[[W]]", "W[^note]", ":icon:{ [W](U), W } W",
    "W](U)", "[W](U", "[W] (U)", "[W]U", "(W)[U]", "W](<U>)", "[W](<U>)", "\\[W\\]", "&amp; W", "W &lt; W",
    "[ ] W", "[x] W", "[x] [W](U)", "[X] W, W", "[ ] [W Guide](U)", ":smile: W", "🎉 W", "🟢 W", "🟢 [W](U) 🟡", "W 🔴",
    "🚀🔥 W", "🟢 W, 🟡 W", ":icon:{ .x } W", "1.2 W", "1.2. W W", "Step 3: W", "2️⃣ W", "🇩🇪 W", "• W", "– W",
    "W、W", "日本語W、W", "W، W", "שלום W", "\u200fW", "W.", "W!", "W?", "W...", "W, etc.", "W, W and more", "...", "W:",
    "Learn W, W and W", "How to W, then W", "W W W W W W W W W W W W W W W W. W W W W W W W W", "W, W. W W", "e.g. W, W",
)  # fmt: skip
TITLES = (
    "W", "W W", "1. W", "1.2 W", "🌐 W", "1. 🌐 [W](U)", "[W](U)", "W ([docs](U))", "W & W", "W / W", "**W**", "`W`",
    "Step 1: W", "W [W](U) W", "![W](U)", "Resources", "Further reading", "Books", "W:", "<b>W</b>", "W #", "Legend",
    "Table of Contents",
)  # fmt: skip
PARAGRAPHS = (
    "!!! warning W W\n    W",
    "W W W.", "W [W](U) W", "**W**", "**W:** W, W\n**W:** [W](U)", "**W:** W W W. W", "W\n- W\n- [W](U)", "• W\n• W [W](U)",
    "[W](U) | [W](U)", "<p align=\"center\"><a href=\"U\"><img src=\"U\"></a></p>", "<ul><li>W<ul><li><a href=\"U\">W</a></li></ul></li></ul>",
    "<details>\n<summary>W <b>W</b></summary>\n\n- W\n- [W](U)\n\n</details>", "> W [W](U)\n> - W", "> [!NOTE]\n> W W",
    "!!! note \"W\"\n    W\n\n    - W", "??? tip\n    [W](U)", "W\n: W [W](U)\n: W", "```\nW W\n```", "---", "W](U)",
    "| Topic | Prerequisites | Link | Done |\n|---|---|---|---|\n| W | W, W | [W](U) | x |\n| [W](U) | - | U | [ ] |",
    "| W | W |\n|--|--|\n| W, W | W W |", "| # | Name |\n|--|--|\n| 1 | **W** - W |", "[W][ref] W[^note]", "Legend: 🟢 must know, 🟡 optional",
    "> **Legend**\n> 🟢 Must know\n> 🔴 Avoid", "- [W](#a)\n- [W](#b)", "W\n===", "W W\n---", "<h2>W <a href=\"U\">W</a></h2>", ":::tip W\nW\n:::",
)  # fmt: skip


@dataclass
class Written:
    """A document with what a reader must find in it."""

    text: str = ""
    words: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    def fill(self, template: str) -> str:
        """Return a template with new words and addresses in it."""

        def put(found: re.Match[str]) -> str:
            if found[0] == "W":
                word = f"w{len(self.words)}q"
                # Capitals and not: both occur in names, and the reader looks at them.
                self.words.append(word if len(self.words) % 3 else word.capitalize())
                return self.words[-1]
            hosts = (
                "example.com",
                "github.com/o",
                "youtube.com",
                "docs.example.org",
                "medium.com",
                "goodreads.com/book",
            )
            self.urls.append(f"https://{hosts[len(self.urls) % len(hosts)]}/u{len(self.urls)}q")
            return self.urls[-1]

        return re.sub(r"\b[WU]\b|(?<=[^\x00-\x7f])W", put, template)


@st.composite
def roadmaps(draw: st.DrawFn) -> Written:
    """Documents with every construct, in any order."""
    written = Written()
    pieces: list[str] = []
    if draw(st.booleans()):
        pieces.append("---\ntitle: A\ntags:\n  - b\n---\n")
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(("heading", "list", "list", "list", "paragraph")))
        if kind == "heading":
            pieces.append(f"{'#' * draw(st.integers(1, 5))} {written.fill(draw(st.sampled_from(TITLES)))}\n")
        elif kind == "paragraph":
            pieces.append(written.fill(draw(st.sampled_from(PARAGRAPHS))) + "\n")
        else:
            pieces.append(_list(draw, written))
    if draw(st.booleans()):
        pieces.append(written.fill("[ref]: U\n\n[^note]: W [W](U)\n"))
    ending = draw(st.sampled_from(("\n", "\n", "\r\n")))
    written.text = draw(st.sampled_from(("", "\ufeff"))) + "\n".join(pieces).replace("\n", ending)
    return written


def _list(draw: st.DrawFn, written: Written) -> str:
    marker = draw(st.sampled_from(("-", "*", "+", "1.", "1)", "•")))
    step = draw(st.sampled_from((2, 3, 4, 8)))
    lines: list[str] = []
    depth = 0
    for _ in range(draw(st.integers(1, 5))):
        lines.append(f"{' ' * step * depth}{marker} {written.fill(draw(st.sampled_from(LINES)))}")
        depth = max(0, min(depth + draw(st.sampled_from((-1, 0, 0, 1))), 4))
    return "\n".join(lines) + "\n"
