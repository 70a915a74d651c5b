from __future__ import annotations

import pytest

from .reading import outline, read, stop


def shape(text: str) -> tuple[str, list[tuple[str, list[object]]]]:
    roadmap = read(text)
    return roadmap.title, [(section.title, outline(section.stops)) for section in roadmap.sections]


def test_one_heading_on_top_is_the_title() -> None:
    assert shape("# T\n\n## A\n- a\n\n## B\n- b\n") == ("T", [("A", ["a"]), ("B", ["b"])])


def test_many_top_headings_are_sections() -> None:
    assert shape("# A\n- a\n\n# B\n## C\n- b\n") == ("", [("A", ["a"]), ("B", [("C", ["b"])])])


def test_a_level_that_is_skipped_does_not_matter() -> None:
    text = "# T\n\n### A\n- a\n\n##### X\n- x\n\n### B\n- b\n"
    assert shape(text) == ("T", [("A", ["a", ("X", ["x"])]), ("B", ["b"])])
    assert [finding.rule for finding in read(text).findings] == ["heading-skip", "heading-skip"]


def test_a_lone_heading_above_the_repeated_level_is_a_section_too() -> None:
    assert shape("# T\n\n## Only\n- o\n\n### A\n- a\n\n### B\n") == ("T", [("Only", ["o"]), ("A", ["a"]), ("B", [])])


@pytest.mark.parametrize("text", ["- a\n- b\n", "# T\n\n- a\n- b\n", "---\ntitle: T\n---\n\n- a\n- b\n"])
def test_a_list_without_headings_is_one_section(text: str) -> None:
    roadmap = read(text)
    assert [(section.id, outline(section.stops)) for section in roadmap.sections] == [("start", ["a", "b"])]
    assert roadmap.sections[0].title == roadmap.title


def test_setext_headings_closing_marks_and_crlf() -> None:
    assert shape("T\r\n===\r\n\r\nA\r\n---\r\n* a\r\n\r\n## B ##\r\n* b\r\n") == ("T", [("A", ["a"]), ("B", ["b"])])


def test_headings_in_html() -> None:
    assert shape('<h1 align="center">T</h1>\n\n<h2>A</h2>\n\n- a\n\n<h2>B</h2>\n') == ("T", [("A", ["a"]), ("B", [])])


def test_lists_in_html() -> None:
    assert shape("## A\n\n<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>\n\n## B\n")[1][0] == (
        "A",
        [("a", ["b"]), "c"],
    )


def test_details_are_a_stop_with_what_is_in_them() -> None:
    text = "## A\n\n- a\n\n<details>\n<summary>More</summary>\n\n- b\n\n</details>\n\n- c\n\n## B\n"
    assert shape(text)[1][0] == ("A", ["a", ("More", ["b"]), "c"])


def test_a_bold_line_before_a_list_is_a_heading() -> None:
    assert shape("## A\n\n**Tools**\n\n- a\n\n## B\n\n**Warning**\n\nProse.\n")[1] == [
        ("A", [("Tools", ["a"])]),
        ("B", []),
    ]
    assert shape("**A**\n\n- a\n\n**B**\n\n- b\n")[1] == [("A", ["a"]), ("B", ["b"])]


def test_labelled_paragraphs_list_stops() -> None:
    text = "## A\n\n**Core:** `a`, `b`\n**Web:** `c`, `d`\n\n**Note:** this is prose. It goes on.\n\n## B\n"
    assert shape(text)[1][0] == ("A", [("Core", ["a", "b"]), ("Web", ["c", "d"])])
    assert read(text).sections[0].note == "Note: this is prose. It goes on."


def test_numbers_and_icons_are_not_the_title() -> None:
    found = [(section.number, section.icon, section.title) for section in read(
        "## 1. 🌐 Web\n## 2️⃣ Data\n## 🐍 3. Python\n## Step 4: Ship\n## 12 Factor App\n## 5) [Go](https://go.dev)\n"
    ).sections]  # fmt: skip
    assert found == [
        ("1", "🌐", "Web"), ("", "2️⃣", "Data"), ("3", "🐍", "Python"), ("Step 4", "", "Ship"), ("", "", "12 Factor App"),
        ("5", "", "Go"),
    ]  # fmt: skip


def test_a_heading_that_is_a_link_has_a_resource() -> None:
    found = stop("## A\n\n### 4.2 [Indexes](https://p.org/docs/indexes.html)\n\n## B\n", "Indexes")
    assert (found.number, found.heading, found.resources[0].url) == ("4.2", True, "https://p.org/docs/indexes.html")


def test_a_table_of_contents_is_no_stop() -> None:
    roadmap = read("# T\n\n## Table of Contents\n\n- [A](#a)\n  - [X](#x)\n- [B](#b)\n\n## A\n- a\n\n## B\n- b\n")
    assert [section.title for section in roadmap.sections] == ["A", "B"]
    assert [item.url for item in roadmap.resources] == ["#a", "#x", "#b"]


def test_prose_quotes_code_and_admonitions_are_notes() -> None:
    text = '## A\n\nSome [prose](https://p.org).\n\n> Quoted\n\n```sh\nls\n```\n\n!!! tip "Hint"\n    Inside.\n\n## B\n'
    section = read(text).sections[0]
    assert section.note == "Some prose.\n\nQuoted\n\nls\n\nHint\n\nInside."
    assert [item.url for item in section.resources] == ["https://p.org"]
    assert section.stops == ()


def test_a_badge_is_no_part_of_a_name() -> None:
    roadmap = read(
        "# Road [![b](https://b.org/b.svg)](https://b.org)\n\n- [![b](https://b.org/b.svg)](https://b.org) Git\n"
    )
    assert (roadmap.title, [found.title for found in roadmap.walk()]) == ("Road", ["Git"])
    assert [item.url for item in roadmap.resources] == ["https://b.org", "https://b.org/b.svg"]
    assert outline(read("- [![Git](https://g.org/l.png)](https://git-scm.com)\n").sections[0].stops) == ["Git"]


def test_what_an_alert_or_admonition_is_called_is_not_said_unless_its_author_named_it() -> None:
    text = "## A\n\n> [!NOTE]\n> One.\n\n!!! note\n    Two.\n\n!!! note Own title\n    Three.\n\n## B\n"
    assert read(text).sections[0].note == "One.\n\nTwo.\n\nOwn title\n\nThree."


def test_lists_in_quotes_and_admonitions_are_stops() -> None:
    assert shape("## A\n\n> - a\n\n!!! note\n    - b\n\n## B\n")[1][0] == ("A", ["a", "b"])


def test_footnotes_hang_on_what_refers_to_them() -> None:
    found = stop("- Raft[^1]\n- Paxos\n\n[^1]: See [the paper](https://raft.io/p.pdf).\n", "Raft")
    assert (found.note, [item.url for item in found.resources]) == ("See the paper.", ["https://raft.io/p.pdf"])


def test_reference_links_and_definitions_nobody_uses() -> None:
    roadmap = read("- [Git][g]\n- [Hg]\n\n[g]: https://git-scm.com\n[Hg]: https://hg.org\n[x]: https://unused.org\n")
    assert [item.url for found in roadmap.walk() for item in found.resources] == [
        "https://git-scm.com",
        "https://hg.org",
    ]
    assert [item.url for item in roadmap.resources] == ["https://unused.org"]


def test_front_matter_is_text() -> None:
    roadmap = read('---\ntitle: "The road"\ntags:\n  - a\n  - b\n---\n\n## A\n- a\n')
    assert (roadmap.title, roadmap.meta) == ("The road", {"title": "The road", "tags": "  - a\n  - b"})


def test_lines_are_those_of_the_source() -> None:
    roadmap = read(
        "\ufeff\r\n# T\r\n\r\n## A\r\n\r\n- a\r\n  more\r\n- [b](https://b.org),\r\n  [c](https://c.org)\r\n"
    )
    assert [section.line for section in roadmap.sections] == [4]
    assert [(found.title, found.line) for found in roadmap.walk()] == [("a more", 6), ("b", 8), ("c", 8)]
    assert [found.resources[0].line for found in roadmap.walk() if found.resources] == [8, 9]


@pytest.mark.parametrize("text", ["", "\n\n", "#\n\n##\n", "---\n", "<!-- x -->", "\ufeff"])
def test_nothing_is_an_empty_roadmap(text: str) -> None:
    assert read(text).sections == ()
