"""The list of labs inside `watch`: a cursor, filters and a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.text import Text

from roadworthy.cli.console import signs, text
from roadworthy.cli.list import Show, has_words, is_shown
from roadworthy.cli.render_lab import progress
from roadworthy.cli.text import count, one_line
from roadworthy.progress import LabProgress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.labs import Lab

KEYS = "j k g G move  Enter open  d passed  p pending  s / search  q back"
FEWER_KEYS = "j k move  Enter open  d p filter  / search  q back"
_ABOVE_AND_BELOW = 4  # lines that are not rows: heading, two blank ones, keys


@dataclass(frozen=True, slots=True)
class Row:
    """A lab and how the learner stands with it."""

    lab: Lab
    progress: LabProgress
    started: bool


Action = Literal["stay", "open", "back"]


class LabList:
    """The list's state. Give it keys with `press`, and draw `lines`.

    Args:
        rows: Every lab, in order.
        current: Id of the lab that the cursor begins on.
    """

    def __init__(self, rows: Sequence[Row], current: str) -> None:
        self._rows = tuple(rows)
        self._show = Show.ALL
        self._query = ""
        self._typing = False
        self._cursor = next((index for index, row in enumerate(rows) if row.lab.id == current), 0)
        self._top = 0
        self._page = 10

    @property
    def chosen(self) -> Lab | None:
        """The lab under the cursor; None when no lab passes the filters."""
        rows = self._visible()
        return rows[self._cursor].lab if rows else None

    def press(self, key: str) -> Action:
        """Take a key, and return what is to be done now; "open" only when there is a `chosen` lab."""
        if self._typing:
            return self._type(key)
        last = len(self._visible()) - 1
        if key in {"q", "l", "escape"}:
            if key == "escape" and (self._query or self._show is not Show.ALL):
                self._narrow(Show.ALL, "")
                return "stay"
            return "back"
        if key in {"s", "/"}:
            self._typing = True
            self._narrow(self._show, "")
        elif key in {"d", "p"}:
            wanted = Show.PASSED if key == "d" else Show.PENDING
            self._narrow(Show.ALL if self._show is wanted else wanted, self._query)
        elif key in {"enter", "c"}:
            return "open" if self.chosen else "stay"
        else:
            moves = {
                "j": self._cursor + 1,
                "down": self._cursor + 1,
                "k": self._cursor - 1,
                "up": self._cursor - 1,
                "page-down": self._cursor + self._page,
                " ": self._cursor + self._page,
                "page-up": self._cursor - self._page,
                "g": 0,
                "home": 0,
                "G": last,
                "end": last,
            }
            self._cursor = max(0, min(last, moves.get(key, self._cursor)))
        return "stay"

    def _type(self, key: str) -> Action:
        if key == "enter":
            self._typing = False
        elif key == "escape":
            self._typing = False
            self._narrow(self._show, "")
        elif key == "backspace":
            self._narrow(self._show, self._query[:-1])
        elif key in {"up", "down"}:
            self._typing = False
            return self.press(key)
        elif len(key) == 1:
            self._narrow(self._show, self._query + key)
        return "stay"

    def _narrow(self, show: Show, query: str) -> None:
        """Change what is shown; the cursor stays on its lab while that is shown."""
        before = self.chosen
        self._show, self._query = show, query
        ids = [row.lab.id for row in self._visible()]
        self._cursor = ids.index(before.id) if before and before.id in ids else 0

    def _visible(self) -> list[Row]:
        words = self._query.split()
        return [
            row
            for row in self._rows
            if is_shown(self._show, row.progress, started=row.started) and has_words(row.lab, words)
        ]

    def lines(self, width: int, height: int) -> list[Text]:
        """Return the frame for a window of that many columns and lines."""
        rows = self._visible()
        self._page = max(1, height - _ABOVE_AND_BELOW)
        if self._cursor < self._top:
            self._top = self._cursor
        self._top = max(0, min(max(self._top, self._cursor - self._page + 1), len(rows) - self._page))
        frame = [self._heading(len(rows), width), Text()]
        frame += [
            self._line(row, width, selected=index == self._cursor)
            for index, row in enumerate(rows[self._top : self._top + self._page], start=self._top)
        ]
        if not rows:
            frame.append(Text("  No lab is like that.", style="dim"))
        frame += [Text()] * (height - 1 - len(frame))
        frame.append(Text((KEYS if width > len(KEYS) else FEWER_KEYS)[: width - 1], style="dim"))
        return frame[:height]

    def _heading(self, shown: int, width: int) -> Text:
        passed = sum(row.progress is LabProgress.PASSED for row in self._rows)
        heading = Text(f"{count(len(self._rows), 'lab')}, {passed} passed", style="bold")
        if self._show is not Show.ALL:
            heading.append(f"  only {self._show}", style="yellow")
        if self._typing or self._query:
            heading.append_text(text(f"  /{self._query}", "yellow"))
            heading.append("_" if self._typing else "", style="yellow")
        if shown != len(self._rows):
            heading.append(f"  {shown} shown", style="dim")
        heading.truncate(width - 1, overflow="ellipsis")
        return heading

    def _line(self, row: Row, width: int, *, selected: bool) -> Text:
        glyph, _word, style = progress(row.progress, started=row.started)
        right = f"{row.lab.minutes} min  {row.lab.difficulty}/5"
        if width >= 80:
            right = f"{row.lab.topic[:18]:<18}  {right:>11}"
        line = Text.assemble(
            (signs().selected if selected else " ", "cyan"),
            (f"{glyph} ", style),
            text(one_line(row.lab.title), "bold" if selected else ""),
        )
        if width >= 100:
            line.append_text(text(f"  {row.lab.id}", "dim"))
        line.truncate(width - len(right) - 3, overflow="ellipsis", pad=True)
        line.append_text(text(f"  {right}", "dim"))
        return line
