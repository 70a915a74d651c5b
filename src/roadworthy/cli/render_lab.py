"""A lab on a terminal: its title, its facts, how the learner stands with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from roadworthy.cli.console import signs, text
from roadworthy.cli.text import one_line
from roadworthy.progress import LabProgress

if TYPE_CHECKING:
    from roadworthy.labs import Lab


def title(lab: Lab) -> Text:
    """Return the lab's title and, dimmer, the id that commands take."""
    return Text.assemble(text(one_line(lab.title), "bold"), "  ", text(lab.id, "dim"))


def facts(lab: Lab) -> Text:
    """Return topic, length, difficulty, and what real components it runs against."""
    parts = [lab.topic, f"{lab.minutes} min", f"difficulty {lab.difficulty} of 5"]
    if lab.components:
        parts.append(f"runs against {', '.join(lab.components)}")
    if lab.stand_in:
        parts.append(f"with {lab.stand_in} standing in")
    return text(one_line(", ".join(parts)), "dim")


def progress(state: LabProgress, *, started: bool) -> tuple[str, str, str]:
    """Return sign, word and style of how the learner stands with a lab."""
    glyphs = signs()
    if state is LabProgress.PASSED:
        return glyphs.passed, "passed", "green"
    if state is LabProgress.EARLIER_VERSION:
        return glyphs.earlier, "passed an earlier version", "yellow"
    if state is LabProgress.TRIED:
        return glyphs.failed, "tried", "red"
    return (glyphs.started, "started", "") if started else (" ", "", "dim")
