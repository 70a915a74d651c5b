"""What `watch` shows: its parts as Rich renderables, and the lines a terminal gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from roadworthy.cli.console import signs, text
from roadworthy.cli.render_lab import title
from roadworthy.cli.render_verdict import check_line, pending_line
from roadworthy.cli.text import count, one_line, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console, RenderableType

    from roadworthy.labs import CheckResult, Lab, Verdict

KEYS: tuple[tuple[str, str], ...] = (
    ("n", "next"),
    ("h", "hint"),
    ("l", "list"),
    ("r", "run"),
    ("c", "check all"),
    ("x", "reset"),
    ("b", "brief"),
    ("?", "help"),
    ("q", "quit"),
)

HELP = """\
Save a file and it is judged; saving again meanwhile begins anew.

  n  the next lab, once this one is passed (twice: even before)
  h  the next hint
  l  the list of labs
  r  run the checks now
  c  check every lab you have started
  x  reset: begin this lab again; a copy of your work is kept
  b  the brief
  ?  this
  q  quit

In the list
  j k, arrows   move             g G   first, last
  Enter         open             q     back
  d p           only passed, only pending; again for all
  s or /        search; Enter keeps it, Escape clears it

In the brief and here
  j k, arrows, Space   scroll    q     back

“Passed” means judged here, and kept as evidence. Nothing
else counts.
"""


def to_lines(console: Console, parts: Sequence[RenderableType], width: int) -> list[str]:
    """Return the lines, styles included, that the renderables take at a width."""
    with console.capture() as captured:
        console.print(Group(*parts), width=width)
    return captured.get().rstrip("\n").split("\n")


def running(elapsed: float, words: str) -> Text:
    """Return what is said while a run goes on; `elapsed` is in seconds."""
    return Text.assemble(
        (f"judging {seconds(elapsed) if elapsed >= 0.1 else ''}".rstrip(), "cyan"), "  ", text(one_line(words), "dim")
    )


def live_checks(names: Sequence[str], results: Mapping[str, CheckResult], current: str) -> list[RenderableType]:
    """Return the list of checks while they run, in order; those without a result are dim."""
    return [
        check_line(results[name]) if name in results else pending_line(name, running=name == current) for name in names
    ]


def bar(passed: int, total: int, width: int) -> Text:
    """Return the progress bar of passed labs."""
    label = f" {passed} of {count(total, 'lab')} passed"
    room = max(8, min(40, width - len(label) - 1))
    full = 0 if not total else passed * room // total
    if passed and not full:
        full = 1
    return Text.assemble((signs().bar_full * full, "green"), (signs().bar_empty * (room - full), "dim"), (label, ""))


def keys(width: int) -> Text:
    """Return the line of keys; where it would not fit, `?` knows those that are left out."""
    chosen = list(KEYS)
    for dropped in ("b", "c", "x", "r"):
        if sum(len(key) + len(word) + 3 for key, word in chosen) - 2 < width:
            break
        chosen = [pair for pair in chosen if pair[0] != dropped]
    line = Text("  ").join(Text.assemble((key, "bold cyan"), (f" {word}", "dim")) for key, word in chosen)
    line.truncate(width - 1)
    return line


def all_labs(labs: Sequence[Lab], verdicts: Mapping[str, Verdict], *, over: bool) -> list[RenderableType]:
    """Return the overview of a run over every started lab."""
    lines: list[RenderableType] = [Text("Every lab you have started", style="bold"), Text()]
    first_open = next((lab.id for lab in labs if lab.id not in verdicts), "")
    for lab in labs:
        verdict = verdicts.get(lab.id)
        if verdict is None:
            lines.append(
                Text.assemble((signs().running if lab.id == first_open and not over else " ", "cyan"), " ", title(lab))
            )
        else:
            glyph, style = (signs().passed, "green") if verdict.passed else (signs().failed, "red")
            lines.append(Text.assemble((glyph, style), " ", title(lab)))
    if over:
        passed = sum(verdict.passed for verdict in verdicts.values())
        lines += [Text(), Text(f"{passed} of {count(len(labs), 'lab')} passed. Any key goes back.")]
    else:
        lines += [Text(), Text("Any key stops.", style="dim")]
    return lines
