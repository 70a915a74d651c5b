"""What a judge tells while it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from roadworthy.labs import CheckResult


@dataclass(frozen=True, slots=True)
class JudgeEvent:
    """One step of an attempt.

    Attributes:
        kind: "progress" (text), "collected" (names), "check-started" (text: its name), "check-finished" (check).
        text: For people.
        check: The result, for "check-finished".
        names: The checks, for "collected".
    """

    kind: Literal["progress", "collected", "check-started", "check-finished"]
    text: str = ""
    check: CheckResult | None = None
    names: tuple[str, ...] = ()
