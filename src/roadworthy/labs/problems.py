"""Collecting what is wrong with a lab, so that its author sees all of it at once."""

from __future__ import annotations

from pathlib import Path

from roadworthy.errors import ContentError


class Problems:
    """What is wrong with labs, in the order it was noticed: `found`.

    `notes` has what is not as we would write it, in labs that were imported and so may be like that.
    """

    def __init__(self) -> None:
        self.found: list[ContentError] = []
        self.notes: list[ContentError] = []

    def add(self, path: Path, message: str, *, line: int | None = None, hint: str = "") -> None:
        """Note a problem.

        Args:
            path: The file or folder it is in; shown as `shown_place` does.
            message: What is wrong, one line.
            line: 1-based line, where there is one.
            hint: What to do next.
        """
        self.found.append(_error(path, message, line, hint))

    def note(self, path: Path, message: str, *, line: int | None = None, hint: str = "") -> None:
        """Note what an imported lab need not keep; the arguments are those of `add`."""
        self.notes.append(_error(path, message, line, hint))


def _error(path: Path, message: str, line: int | None, hint: str) -> ContentError:
    return ContentError(" ".join(message.split()), where=shown_place(path, line), hint=hint)


def shown_place(path: Path, line: int | None = None) -> str:
    """Return "path:line" as terminals and editors open it; relative to the working folder where it lies inside."""
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{shown}:{line}" if line else str(shown)
