"""The two consoles of a command, and the signs they use.

Output for people goes through Rich: coloured on a terminal, plain in a pipe or under NO_COLOR. Nothing is read as
markup, so a title like "[bold]" is shown as it is written.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from roadworthy.cli.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style

# A pipe has no width; whoever reads it wants one record a line, whatever its length.
PIPE_WIDTH = 400
# Longer lines than this are tiring to read, however wide the window.
READING_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Signs:
    """The glyphs in use; shape tells them apart, colour only helps."""

    passed: str = "✓"
    failed: str = "✗"
    error: str = "!"
    skipped: str = "-"
    running: str = "…"
    started: str = "○"
    earlier: str = "◐"
    due: str = "◷"
    inferred: str = "≈"
    arrow: str = "→"
    bar_full: str = "█"
    bar_empty: str = "░"
    selected: str = "▌"
    levels: Mapping[str, str] = field(
        default_factory=lambda: {
            "must-know": "◆",
            "good-to-know": "◇",
            "alternative": "◌",
            "not-recommended": "⊘",
            "unmarked": "·",
        }
    )


ASCII_SIGNS = Signs(
    passed="+",
    failed="x",
    running="~",
    started="o",
    earlier="%",
    due="@",
    inferred="?",
    arrow="->",
    bar_full="#",
    bar_empty=".",
    selected=">",
    levels={"must-know": "#", "good-to-know": "*", "alternative": "~", "not-recommended": "x", "unmarked": "-"},
)


@cache
def signs() -> Signs:
    """Return the signs that the encoding of standard output can write."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return Signs() if encoding.startswith("utf") else ASCII_SIGNS


def _console(*, stderr: bool) -> Console:
    signs()  # now: while something moves on the screen, Rich puts a stand-in in the place of standard output
    stream = sys.stderr if stderr else sys.stdout
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and not (stream.encoding or "").lower().startswith("utf"):
        reconfigure(errors="replace")  # a title that the terminal cannot write is worth a question mark, not a crash
    width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPE_WIDTH
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


def output() -> Console:
    """Return a console on standard output: the answer of the command."""
    return _console(stderr=False)


def remarks() -> Console:
    """Return a console on standard error: progress and notes, so that a pipe gets the answer alone."""
    return _console(stderr=True)


def text(content: str, style: str | Style = "") -> Text:
    """Return what somebody wrote as Rich text that cannot steer the terminal."""
    return Text(shown(content), style=style)
