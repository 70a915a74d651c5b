"""Errors that a person reads: what went wrong, where, and what to do next."""

from __future__ import annotations


class RoadworthyError(Exception):
    """Base of every error that is shown to a person instead of a traceback.

    Args:
        message: What went wrong, one line, no full stop needed.
        where: The file (with line), address or command it happened at; empty when the message says it.
        hint: What to do next, ideally the command to type; empty when nothing can be done.
    """

    exit_code = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Return the one line a terminal shows."""
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class UsageError(RoadworthyError):
    """The command or request was put wrongly; nothing was done."""

    exit_code = 2


class NotFoundError(RoadworthyError):
    """The lab, roadmap, stop, skill or file that was named does not exist."""

    exit_code = 2


class ContentError(RoadworthyError):
    """A lab, skill or roadmap file is not as its format asks; `where` is file:line."""

    exit_code = 3


class MissingToolError(RoadworthyError):
    """A program that this needs is not on the machine; `hint` is the command that brings it."""

    exit_code = 4
