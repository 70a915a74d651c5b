"""What is told of one thing on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How the machine stands with one thing."""

    OK = "ok"
    MISSING = "missing"  # some labs cannot be judged without it
    NOTE = "note"  # nothing depends on it now


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at.

    Attributes:
        area: Heading it belongs under ("Components").
        name: Of the thing ("Redis").
        standing: How it stands.
        detail: Version and place, or what is wrong.
        mend: The command that brings it; "" if there is nothing to do.
    """

    area: str
    name: str
    standing: Standing
    detail: str
    mend: str = ""
