"""What people wrote is shown as what they wrote, and never does anything."""

from __future__ import annotations

import pytest

from roadworthy.web.markdown import coloured, is_web_link, render, visible, worded

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html,<script>alert(1)</script>)",
    "[click](vbscript:x)",
    "[click](//evil.example 'onmouseover=alert(1)')",
    '<a href="x" onclick="alert(1)">x</a>',
    "![x](javascript:alert(1))",
    "![tracker](https://evil.example/pixel.png)",
    '```py"><script>alert(1)</script>\nx\n```',
    "<iframe src=https://evil.example></iframe>",
    "<style>body{display:none}</style>",
    "[x]: javascript:alert(1)\n\n[x]",
    '<https://evil.example/"onmouseover=alert(1)>',
    "| <b onmouseover=alert(1)> |\n|---|\n| x |",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_is_inert(source: str) -> None:
    html = render(source)
    lowered = html.lower()
    assert "<script" not in lowered
    assert "<img" not in lowered
    assert "<iframe" not in lowered
    assert "<style" not in lowered
    assert "<svg" not in lowered
    for tag in lowered.split("<")[1:]:
        inside = tag.split(">")[0]
        assert " on" not in inside
        assert "javascript:" not in inside
        assert "data:" not in inside


def test_a_brief_keeps_what_markdown_is_for() -> None:
    html = render(
        "# Title\n\nUse `GET` and **read** [the docs](https://redis.io).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert "<h2>Title</h2>" in html
    assert "<code>GET</code>" in html
    assert "<strong>read</strong>" in html
    assert 'href="https://redis.io"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "<li>one</li>" in html
    assert "<td>1</td>" in html


def test_the_title_is_left_to_the_page() -> None:
    assert render("# Cache-aside\n\nBuild it.", skip_title=True) == "<p>Build it.</p>\n"


def test_sections_come_right_below_the_title_whether_or_not_the_page_shows_it() -> None:
    assert "<h2>Why</h2>" in render("# Cache-aside\n\n## Why\n", skip_title=True)
    assert "<h3>Why</h3>" in render("# Cache-aside\n\n## Why\n")
    assert "<h2>Other</h2>" in render("# Cache-aside\n\n# Other\n", skip_title=True)
    assert "<h2>No title</h2>" in render("First.\n\n# No title\n", skip_title=True)


def test_a_picture_becomes_its_words() -> None:
    assert render("![the queue](queue.png)") == "<p>the queue</p>\n"


def test_a_fence_is_coloured_by_its_language() -> None:
    html = render("```python\ndef f(): return '<b>'\n```")
    assert '<span class="tok-k">def</span>' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_code_is_coloured_by_its_file_name_and_kept_whole() -> None:
    assert '<span class="tok-k">' in coloured("\n\nSELECT 1\n", name="query.sql")
    assert coloured("\n\nx\n", name="notes.unknown") == "\n\nx\n"
    assert coloured("<script>", name="x.unknown") == "&lt;script&gt;"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\after", "after"),
        ("user\u202etxt.exe", "user\\u202etxt.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("nul\x00", "nul\\u0000"),
        ("line\nbreak\tand tab", "line\nbreak\tand tab"),
        ("carriage\r\nreturn", "carriage\nreturn"),
        ("ünï 日本 العربية 👩‍💻", "ünï 日本 العربية 👩‍💻"),
    ],
)
def test_hidden_characters_are_spelt_out(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://redis.io", True),
        ("HTTP://redis.io", True),
        ("mailto:a@b.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//evil.example", False),
        ("#anchor", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, link: bool) -> None:
    assert is_web_link(address) is link


def test_our_messages_show_code_as_code() -> None:
    assert worded("run `rm <file>` & see") == "run <code>rm &lt;file&gt;</code> &amp; see"
    assert worded("a lone ` stays") == "a lone ` stays"
    assert worded("<b>`<i>`") == "&lt;b&gt;<code>&lt;i&gt;</code>"
