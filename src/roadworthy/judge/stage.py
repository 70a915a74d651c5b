"""Where the processes of an attempt run: what the conductor asks of it, whatever walls it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Channels:
    """Descriptors that a stage hands to checker and subject; the conductor closes them afterwards.

    Attributes:
        results: The checker's line for what happens.
        control: The checker's line for what it wants done.
        checker_log: Where the checker itself prints.
        output: Where the subject prints.
    """

    results: int
    control: int
    checker_log: int
    output: int


class StageError(Exception):
    """The stage broke down; what was heard of the attempt so far does not count."""


class Stage(Protocol):
    """Where the processes of one attempt run."""

    def start(self, channels: Channels) -> None:
        """Start checker and subject; raises StageError."""

    def watched(self) -> Sequence[tuple[int, Callable[[], None]]]:
        """Return descriptors to watch while the attempt runs, and what to call when there is something to read."""

    def is_checker_over(self) -> bool:
        """Return True if the checker has ended."""

    def subject_status(self) -> int | None:
        """Return the subject's exit status (minus the signal's number), or None while it runs."""

    def wait_for_subject(self) -> None:
        """Wait until it is known how the subject ended; raises StageError if it did because the stage broke down."""

    def processes(self) -> int:
        """Return how many processes and threads the learner has, beyond those that checks may call from."""

    def memory_mb(self) -> float:
        """Return how much memory the learner's processes hold together, in MiB; 0 where that cannot be told."""

    def ran_out_of_memory(self) -> bool:
        """Return True if the kernel had to kill something for want of memory."""

    def starved_seconds(self) -> float:
        """Return how long the learner's processes have waited for a processor so far; 0 where that cannot be told."""

    def spawn(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Start a program of the learner's; return what the checker is told and its descriptors, to close here.

        Raises:
            OSError: There is no such program.
        """

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a program that `spawn` started."""

    def interrupt(self) -> None:
        """Ask the subject to stop what it does."""

    def kill(self) -> None:
        """Kill the subject."""

    def end(self) -> None:
        """Leave nothing behind; may be called at any time, and more than once."""
