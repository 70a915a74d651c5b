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
LONGEST = 40  # lines of a message, a value or an output
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
    sentence = sentence_of(check, "dim" if check.outcome is Outcome.SKIPPED else "")
    if check.seconds >= SLOW:
        sentence.append(f"  {seconds(check.seconds)}", style="dim")
    return _hanging(sign(check.outcome), sentence)


def sentence_of(check: CheckResult, style: str) -> Text:
    """Return the check's sentence, and what tells it from its twins where one test is run with several parameters."""
    sentence = text(one_line(check.sentence or check.name), style)
    _, bracket, parameters = check.name.partition("[")
    if bracket and check.sentence:
        sentence.append(f"  [{one_line(parameters)}", style="dim")
    return sentence


def pending_line(name: str, *, running: bool) -> RenderableType:
    """Return a check that has no result yet."""
    return _hanging(Text(signs().running if running else " ", style="dim"), text(one_line(name), "dim"))


def check_detail(check: CheckResult, longest: int = LONGEST) -> RenderableType:
    """Return what is worth knowing of a check that did not pass; each part of it is cut to `longest` lines."""
    parts: list[RenderableType] = [
        _hanging(sign(check.outcome), sentence_of(check, "bold")),
        _indented(text(check.name, "dim"), 2),
    ]
    if check.message:
        parts.append(_indented(_bounded(check.message, longest), 2))
    if check.expected or check.actual:
        values = Table.grid(padding=(0, 2))
        values.add_column(no_wrap=True)
        values.add_column(overflow="fold")
        values.add_row(Text("expected", style="dim"), _bounded(check.expected, longest, "green"))
        values.add_row(Text("got", style="dim"), _bounded(check.actual, longest, "red"))
        parts.append(_indented(values, 2))
    parts += _trace(check.traceback)
    parts += _printed(check.output, longest)
    return Group(*parts)


def verdict_detail(
    verdict: Verdict, *, failures: int | None = None, longest: int = LONGEST
) -> Iterator[RenderableType]:
    """Yield what stands below the list of checks, blank lines included.

    Args:
        verdict: The verdict.
        failures: How many failed checks to show in detail; None shows all of them.
        longest: Lines to which messages, values and outputs are cut.
    """
    if verdict.traceback or verdict.output:
        yield Text("")
        yield from _trace(verdict.traceback)
        yield from _printed(verdict.output, longest)
    failed = failed_checks(verdict.checks)
    for check in failed[:failures]:
        yield Text("")
        yield check_detail(check, longest)
    hidden = len(failed) - len(failed[:failures])
    if hidden:
        yield Text("")
        yield Text(f"and {hidden} more", style="dim")
    for note in verdict.notes:
        yield Text("")
        yield _hanging(Text("note", style="yellow"), text(one_line(note)))


def headline(verdict: Verdict) -> Text:
    """Return the line that says it all."""
    words, style = _HEADLINES[verdict.status]
    line = Text(words, style=style)
    counted = bool(verdict.checks) and verdict.status in {Status.PASSED, Status.FAILED}
    if verdict.message and not counted:  # else it would be the count in other words
        line.append(f": {one_line(verdict.message).rstrip('.')}", style="default")
    if verdict.checks:
        passed = sum(check.outcome is Outcome.PASSED for check in verdict.checks)
        of_all = count(len(verdict.checks), "check")
        line.append(f": {of_all}" if verdict.passed else f". {passed} of {of_all} passed", style="default")
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


def _indented(part: RenderableType, columns: int) -> RenderableType:
    """Return the part with columns before it; text line by line, or short lines would be padded to the longest."""
    lines = part.split("\n", allow_blank=True) if isinstance(part, Text) else [part]
    return Group(*(Padding(line, (0, 0, 0, columns), expand=False) for line in lines))


def _bounded(content: str, lines: int, style: str = "") -> Text:
    kept, more = cut(content, lines)
    result = text(kept, style)
    if more:
        result.append(f"\n{signs().running} {count(more, 'line')} more", style="dim")
    return result


def _trace(frames: Sequence[Frame]) -> Iterator[RenderableType]:
    if len(frames) > FRAMES:
        above = count(len(frames) - FRAMES, "call")
        yield _indented(Text(f"{signs().running} {above} above", style="dim"), 2)
    for frame in frames[-FRAMES:]:
        place = text(f"{frame.file}:{frame.line}", "cyan")
        place.append(f" in {one_line(frame.function)}", style="dim")
        yield _indented(place, 2)
        if frame.source.strip():
            yield _indented(text(frame.source.strip()), 6)


def _printed(content: str, longest: int) -> Iterator[RenderableType]:
    if not content.strip():
        return
    yield _indented(Text("your code printed", style="dim"), 2)
    yield _indented(_bounded(content.rstrip(), longest), 4)
