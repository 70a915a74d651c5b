"""A verdict on a terminal: the same for `check` and `watch`.

Order: every check as one line, then what failed in detail, then the line that says it all; the last is what the eye
meets first on a terminal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from roadworthy.cli.console import signs, text
from roadworthy.cli.text import count, cut, one_line, seconds
from roadworthy.labs import CheckResult, Frame, Outcome, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SLOW = 0.5  # seconds; checks quicker than this do not say how long they took
VALUE_LINES = 8
OUTPUT_LINES = 12
FRAMES = 5

_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.ERROR: "magenta", Outcome.SKIPPED: "dim"}
_HEADLINES = {
    Status.PASSED: ("Passed", "bold green"),
    Status.FAILED: ("Not yet", "bold red"),
    Status.BROKEN: ("Your code does not load", "bold red"),
    Status.LIMIT: ("Over the limit", "bold red"),
    Status.COMPONENT_FAILED: ("Not judged: a component failed, your code did not", "bold yellow"),
    Status.NOT_JUDGED: ("Not judged", "bold yellow"),
}


def sign(outcome: Outcome) -> Text:
    """Return the glyph of an outcome."""
    glyphs = signs()
    glyph = {
        Outcome.PASSED: glyphs.passed,
        Outcome.FAILED: glyphs.failed,
        Outcome.ERROR: glyphs.error,
        Outcome.SKIPPED: glyphs.skipped,
    }[outcome]
    return Text(glyph, style=_STYLES[outcome])


def check_line(check: CheckResult) -> RenderableType:
    """Return one check as one entry of the list: sign, sentence, and its time where that is worth a word."""
    sentence = text(one_line(check.sentence or check.name), "dim" if check.outcome is Outcome.SKIPPED else "")
    if check.seconds >= SLOW:
        sentence.append(f"  {seconds(check.seconds)}", style="dim")
    return _hanging(sign(check.outcome), sentence)


def pending_line(name: str, *, running: bool) -> RenderableType:
    """Return a check that has no result yet."""
    return _hanging(Text(signs().running if running else " ", style="dim"), text(one_line(name), "dim"))


def check_detail(check: CheckResult) -> RenderableType:
    """Return everything worth knowing of a check that did not pass."""
    parts: list[RenderableType] = [
        _hanging(sign(check.outcome), text(one_line(check.sentence or check.name), "bold")),
        Padding(text(check.name, "dim"), (0, 0, 0, 2)),
    ]
    if check.message:
        parts.append(Padding(_bounded(check.message, VALUE_LINES * 2), (0, 0, 0, 2)))
    if check.expected or check.actual:
        values = Table.grid(padding=(0, 2))
        values.add_column(no_wrap=True)
        values.add_column(overflow="fold")
        values.add_row(Text("expected", style="dim"), _bounded(check.expected, VALUE_LINES, "green"))
        values.add_row(Text("got", style="dim"), _bounded(check.actual, VALUE_LINES, "red"))
        parts.append(Padding(values, (0, 0, 0, 2)))
    parts += _trace(check.traceback)
    parts += _printed(check.output)
    return Group(*parts)


def verdict_detail(verdict: Verdict, *, failures: int | None = None) -> Iterator[RenderableType]:
    """Yield what stands below the list of checks, blank lines included.

    Args:
        verdict: The verdict.
        failures: How many failed checks to show in detail; None shows all of them.
    """
    if verdict.traceback or verdict.output:
        yield Text("")
        yield from _trace(verdict.traceback)
        yield from _printed(verdict.output)
    failed = failed_checks(verdict.checks)
    for check in failed[:failures]:
        yield Text("")
        yield check_detail(check)
    hidden = len(failed) - len(failed[:failures])
    if hidden:
        yield Text("")
        yield Text(f"and {count(hidden, 'check')} more that did not pass", style="dim")
    for note in verdict.notes:
        yield Text("")
        yield _hanging(Text("note", style="yellow"), text(one_line(note)))


def headline(verdict: Verdict) -> Text:
    """Return the line that says it all."""
    words, style = _HEADLINES[verdict.status]
    line = Text(words, style=style)
    if verdict.message:
        line.append(f": {one_line(verdict.message)}", style="default")
    if verdict.checks:
        passed = sum(check.outcome is Outcome.PASSED for check in verdict.checks)
        line.append(f". {passed} of {count(len(verdict.checks), 'check')} passed", style="default")
    line.append(f" in {seconds(verdict.seconds)}", style="default")
    if verdict.status in (Status.FAILED, Status.LIMIT):
        line.append(f"  seed {verdict.seed}", style="dim")
    return line


def failed_checks(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """Return the checks worth explaining: those that failed or could not be run to their end."""
    return [check for check in checks if check.outcome in (Outcome.FAILED, Outcome.ERROR)]


def to_json(verdict: Verdict) -> str:
    """Return the verdict as JSON, with `passed` beside what it was derived from."""
    return json.dumps({"passed": verdict.passed, **verdict.to_dict()}, indent=2)


def _hanging(left: RenderableType, right: RenderableType) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(left, right)
    return grid


def _bounded(content: str, lines: int, style: str = "") -> Text:
    kept, more = cut(content, lines)
    result = text(kept, style)
    if more:
        result.append(f"\n{signs().running} {count(more, 'line')} more", style="dim")
    return result


def _trace(frames: Sequence[Frame]) -> Iterator[RenderableType]:
    if len(frames) > FRAMES:
        yield Padding(Text(f"{signs().running} {count(len(frames) - FRAMES, 'call')} above", style="dim"), (0, 0, 0, 2))
    for frame in frames[-FRAMES:]:
        place = text(f"{frame.file}:{frame.line}", "cyan")
        place.append(f" in {one_line(frame.function)}", style="dim")
        yield Padding(place, (0, 0, 0, 2))
        if frame.source.strip():
            yield Padding(text(frame.source.strip()), (0, 0, 0, 6))


def _printed(content: str) -> Iterator[RenderableType]:
    if not content.strip():
        return
    yield Padding(Text("your code printed", style="dim"), (0, 0, 0, 2))
    yield Padding(_bounded(content.rstrip(), OUTPUT_LINES), (0, 0, 0, 4))
