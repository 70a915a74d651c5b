"""A roadmap as a tree of lines: levels by shape, evidence and claims by words and signs that never look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from roadworthy.cli.console import signs, text
from roadworthy.cli.text import count, one_line
from roadworthy.roadmap import Claim, EvidenceMark, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from roadworthy.progress import StopState
    from roadworthy.roadmap import Roadmap, Section, Stop

_INDENT = 3


def tree(roadmap: Roadmap, sections: Sequence[Section], states: Mapping[str, StopState], depth: int) -> Iterator[Text]:
    """Yield the lines of a roadmap.

    Args:
        roadmap: The roadmap.
        sections: Those of its sections to show.
        states: Of every section and stop.
        depth: How many levels to show, sections counting as the first; 0 for all.
    """
    total = sum(1 for _ in roadmap.walk())
    counted = [states[section.id] for section in roadmap.sections]
    yield text(one_line(roadmap.title), "bold")
    with_labs = sum(state.with_labs for state in counted)
    passed = sum(state.passed for state in counted)
    yield Text(f"{with_labs} of {count(total, 'stop')} have labs, {passed} passed", style="dim")
    for section in sections:
        yield Text()
        yield _section_line(section, states[section.id])
        if depth != 1:
            for stop in section.stops:
                yield from _stop_lines(stop, states, level=1, depth=depth)
    yield Text()
    yield legend()


def level_sign(level: Level) -> tuple[str, str]:
    """Return the glyph and style of a level."""
    return signs().levels[level.value], {
        Level.MUST: "bold",
        Level.GOOD: "",
        Level.ALTERNATIVE: "",
        Level.NOT_RECOMMENDED: "red",
        Level.UNMARKED: "dim",
    }[level]


def legend() -> Text:
    """Return the line that explains the glyphs; it fits 60 columns."""
    words = {Level.MUST: "must", Level.GOOD: "good", Level.ALTERNATIVE: "alternative"}
    words[Level.NOT_RECOMMENDED] = "not recommended"
    parts = [f"{level_sign(level)[0]} {word}" for level, word in words.items()]
    return Text("  ".join([*parts, f"{signs().passed} passed"]), style="dim")


def _section_line(section: Section, state: StopState) -> Text:
    line = text(one_line(f"{section.number} {section.title}"), "bold cyan")
    if state.stops:
        line.append(f"  {state.passed} of {state.stops} passed", style="green" if state.passed else "dim")
    line.append_text(_standing(state))
    return line


def _stop_lines(stop: Stop, states: Mapping[str, StopState], *, level: int, depth: int) -> Iterator[Text]:
    state = states[stop.id]
    glyph, style = level_sign(stop.level)
    line = Text(" " * (_INDENT * level - 1))
    line.append(f"{glyph} ", style=style)
    line.append_text(text(one_line(stop.title), "dim strike" if state.claim is Claim.SKIPPED else style))
    line.append_text(_standing(state))
    hidden = bool(depth) and level + 1 >= depth
    if stop.children and hidden:
        line.append(f"  +{state.stops}", style="dim")
    yield line
    if not hidden:
        for child in stop.children:
            yield from _stop_lines(child, states, level=level + 1, depth=depth)


def _standing(state: StopState) -> Text:
    """Return what is proven, then what is claimed, then how many labs there are."""
    line = Text()
    if state.evidence is EvidenceMark.PASSED:
        line.append(f"  {signs().passed} passed", style="bold green")
    elif state.evidence is EvidenceMark.EARLIER:
        line.append(f"  {signs().earlier} passed an earlier version", style="yellow")
    elif state.evidence is EvidenceMark.DUE:
        line.append(f"  {signs().due} passed, review due", style="bold yellow")
    elif state.evidence is EvidenceMark.PARTIAL:
        line.append(f"  {signs().earlier} partly passed", style="green")
    elif state.evidence is EvidenceMark.INFERRED:
        line.append(f"  {signs().inferred} inferred", style="dim")
    if state.claim is not Claim.PENDING:
        line.append(f"  (you say: {state.claim})", style="italic dim")
    if state.labs:
        line.append(f"  {count(len(state.labs), 'lab')}", style="cyan")
    return line
