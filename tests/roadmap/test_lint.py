from __future__ import annotations

import pytest

from roadworthy.roadmap import lint

from .reading import read


def rules(text: str) -> list[tuple[str, int]]:
    return [(finding.rule, finding.line) for finding in lint(read(text))]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("- a\n", "no-title", 1),
        ("# T\n\n## A\n\nProse.\n", "no-stops", 1),
        ("# T\n\n## A\n- a\n\n## B\n", "empty-section", 6),
        ("# T\n\n## A\n- a\n\n## B\n\nProse.\n", "section-without-stops", 6),
        ("# T\n- a\n- b\n- A\n", "duplicate-stop", 4),
        ("# T\n\n## 1. A\n- a\n\n## B\n- b\n", "mixed-numbering", 6),
        ("# T\n\n## 1. A\n- a\n\n## 1. B\n- b\n", "repeated-number", 6),
        ("# T\n\n## A\n### 1.1 X\n### Y\n\n## B\n- b\n", "mixed-numbering", 5),
        ("# T\n\n### A\n- a\n\n### B\n- b\n", "heading-skip", 3),
        ("# T\n- [a](http://a.com)\n", "http-link", 2),
        ("# T\n- a\n- https://a.com\n", "bare-url", 3),
        ("# T\n- [a](https://a.com)\n- [b](https://a.com)\n", "duplicate-url", 3),
        ("# T\n- a\n\nProse at the end.\n", "trailing-prose", 4),
        ("# T\n- a\n\na](https://a.com)\n", "broken-link", 4),
        ("# T\n- [a] (https://a.com)\n", "broken-link", 2),
        ("# T\n- [a](https://a.com\n", "broken-link", 2),
        ("# T\n- (a)[https://a.com]\n", "broken-link", 2),
        ("# T\n- Ã¼ber\n", "mojibake", 2),
        ("# T\n- a\u202eb\n", "bidirectional", 2),
        ("> 🟢 must know\n> 🔴 avoid\n\n# T\n- ❓ a\n", "unknown-mark", 5),
        ("# T\n\n## Legend\n- 🟢 must know\n- 🔴 blue\n\n## A\n- a\n", "unclear-legend", 5),
        ("# T\n\n| Topic | Requires |\n|--|--|\n| a | b |\n", "unknown-prerequisite", 5),
        ("# T\n- " + "word " * 30 + "\n", "long-title", 2),
        ("- " * 40 + "a\n", "too-deep", 1),
    ],
)
def test_a_rule_names_the_line(text: str, rule: str, line: int) -> None:
    assert (rule, line) in rules(text)


def test_a_good_roadmap_has_no_findings() -> None:
    text = "# T\n\n> 🟢 Must know\n> 🟡 Good to know\n\n## 1. A\n\n- 🟢 [a](https://a.com) - what it is\n\n## 2. B\n\n- 🟡 b\n"
    assert rules(text) == []


def test_every_finding_says_how_to_mend_it() -> None:
    text = "- a\n- a\n- [b](http://b.com)\n\n## 1. X\n\n## Y\n- c](https://c.com)\n"
    findings = lint(read(text))
    assert len(findings) > 4
    assert all(finding.mend and finding.message and "\n" not in finding.message for finding in findings)


def test_numbered_references_are_no_broken_links() -> None:
    assert "broken-link" not in {
        rule for rule, _ in rules("# T\n- see [1] https://a.com\n- [a](https://a.com) [b](https://b.com)\n")
    }


def test_findings_come_in_the_order_of_the_source() -> None:
    lines = [line for _, line in rules("# T\n- [a](http://a.com)\n- a\n- [c](http://c.com)\n\n## B\n")]
    assert lines == sorted(lines)
