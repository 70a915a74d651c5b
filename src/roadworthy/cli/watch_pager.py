"""Something long to read inside `watch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_KEYS = "j k Space scroll  q back"


class Pager:
    """A renderable with a scroll position.

    Args:
        content: What to read.
        widest: Columns beyond which lines get no longer.
    """

    def __init__(self, content: RenderableType, widest: int) -> None:
        self._content = content
        self._widest = widest
        self._top = 0
        self._page = 10
        self._length = 0

    def press(self, key: str) -> Literal["stay", "back"]:
        """Take a key; any that does not scroll goes back."""
        moves = {
            "j": self._top + 1,
            "down": self._top + 1,
            "k": self._top - 1,
            "up": self._top - 1,
            " ": self._top + self._page,
            "page-down": self._top + self._page,
            "page-up": self._top - self._page,
            "g": 0,
            "home": 0,
            "G": self._length,
            "end": self._length,
        }
        if key not in moves:
            return "back"
        self._top = moves[key]
        return "stay"

    def lines(self, console: Console, width: int, height: int) -> list[str]:
        """Return the frame, styles included, for a window of that many columns and lines."""
        from roadworthy.cli.watch_frames import to_lines

        lines = to_lines(console, [self._content], min(width, self._widest))
        self._page = height - 2
        self._length = len(lines)
        self._top = max(0, min(self._top, self._length - self._page))
        shown = lines[self._top : self._top + self._page]
        more = self._length - self._top - self._page
        keys = f"{_KEYS}  ({more} more)" if more > 0 else _KEYS
        return [
            *shown,
            *[""] * (self._page - len(shown)),
            "",
            *to_lines(console, [Text(keys[: width - 1], style="dim")], width),
        ]
