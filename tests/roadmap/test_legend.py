from __future__ import annotations

import pytest

from roadworthy.roadmap import Level

from .reading import read

BODY = "\n\n## Topic\n\n- 🟢 Git\n- 🔴 CVS\n- Hg\n"


@pytest.mark.parametrize(
    "legend",
    [
        '!!! info "Legend"\n    🟢 Must Know\n    🔴 Not Recommended',
        "> **Legend**\n> 🟢 = essential\n> 🔴 = avoid",
        "> [!NOTE]\n> 🟢 Must know\n> 🔴 Not recommended",
        "## Legend\n\n- 🟢 required\n- 🔴 deprecated",
        "### How to read this roadmap\n\n| Mark | Meaning |\n|---|---|\n| 🟢 | Must have |\n| 🔴 | Don't use |",
        "Legend: 🟢 must know, 🔴 not recommended",
        "**Legend:**\n\n- 🟢: core\n- 🔴: outdated",
        "**Key**\n🟢 must know | 🔴 avoid",
        "🟢 Must know · 🔴 Not recommended",
        "- Must know: 🟢\n- Avoid: 🔴\n\n<!-- -->",
        "<details>\n<summary>Legend</summary>\n\n- 🟢 must know\n- 🔴 avoid\n\n</details>",
    ],
)
def test_a_legend_is_found_wherever_it_stands(legend: str) -> None:
    for text in (f"# T\n\n{legend}{BODY}", f"# T{BODY}\n\n## Last\n\n- x\n\n{legend}\n" if "Legend" in legend else ""):
        if not text:
            continue
        roadmap = read(text)
        levels = {stop.title: stop.level for stop in roadmap.walk()}
        assert levels["Git"] is Level.MUST
        assert levels["CVS"] is Level.NOT_RECOMMENDED
        assert levels["Hg"] is Level.UNMARKED
        assert [entry.mark for entry in roadmap.legend] == ["🟢", "🔴"]
        assert not {"Legend", "required", "core"} & {section.title for section in roadmap.sections}


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("Must Know", Level.MUST), ("required", Level.MUST), ("Essential", Level.MUST), ("core skill", Level.MUST),
        ("Good to Know", Level.GOOD), ("nice-to-have", Level.GOOD), ("optional", Level.GOOD), ("recommended", Level.GOOD),
        ("not strictly required", Level.GOOD), ("Alternative option", Level.ALTERNATIVE), ("pick one", Level.ALTERNATIVE),
        ("Not Recommended", Level.NOT_RECOMMENDED), ("I wouldn't recommend", Level.NOT_RECOMMENDED),
        ("deprecated", Level.NOT_RECOMMENDED), ("do not use", Level.NOT_RECOMMENDED), ("book", Level.UNMARKED),
    ],
)  # fmt: skip
def test_words_of_a_legend_mean_levels(words: str, level: Level) -> None:
    roadmap = read(f"> **Legend**\n> ⭐ {words}\n> 🔥 must know\n\n## T\n\n- ⭐ Thing\n")
    assert next(roadmap.walk()).level is level


def test_without_a_legend_no_mark_is_a_level() -> None:
    stops = list(read("- ✅ Git\n- ⭐ Docker\n- :no_entry: CVS\n- Hg (optional)\n").walk())
    assert {stop.level for stop in stops} == {Level.UNMARKED}
    assert [(stop.title, stop.icon) for stop in stops[:3]] == [("Git", "✅"), ("Docker", "⭐"), ("CVS", ":no_entry:")]
    assert stops[3].note == "optional"


def test_shortcodes_match_by_name_or_class() -> None:
    text = '!!! info "Legend"\n    :a:{ .alt } Alternative\n    :b: Must know\n\n## T\n\n- :a: One\n- :c:{ .alt } Two\n- :b:{ .x } Three\n'
    assert [stop.level for stop in read(text).walk()] == [Level.ALTERNATIVE, Level.ALTERNATIVE, Level.MUST]


def test_text_marks() -> None:
    roadmap = read("**Legend:**\n\n- (R) required\n- [A] alternative\n\n## T\n\n- (R) Git\n- Hg [A]\n- (X) Other\n")
    assert [(stop.title, stop.level) for stop in roadmap.walk()][:2] == [("Git", Level.MUST), ("Hg", Level.ALTERNATIVE)]


def test_a_mark_the_legend_does_not_know_is_reported_once() -> None:
    roadmap = read("> 🟢 Must know\n> 🔴 Avoid\n\n## T\n\n- ❓ a\n- 🟢 b\n- ❓ c\n")
    assert [(finding.rule, finding.line) for finding in roadmap.findings] == [("unknown-mark", 6)]
    assert "1 more" in roadmap.findings[0].message
    assert [stop.icon for stop in roadmap.walk()] == ["❓", "", "❓"]


def test_a_section_called_key_concepts_is_no_legend() -> None:
    roadmap = read("## Key concepts\n\n- 🟢 must do\n\n## B\n")
    assert (roadmap.legend, roadmap.sections[0].title) == ((), "Key concepts")
