"""What stands for learner's code, and for a check, before there are any (see `warm_up.py`)."""

from __future__ import annotations

from typing import Any


def add(left: Any, right: Any) -> Any:
    """Add, as so many exercises do."""
    return left + right


class Kind:
    """A class with an attribute and a method."""

    def __init__(self, value: int) -> None:
        self.value = value

    def double(self) -> int:
        """Return twice the value."""
        return self.value * 2


def fail() -> None:
    """Raise an exception."""
    raise ValueError("as wanted")


def rehearsed() -> None:
    """Compare something."""
    assert add(40, 2) == 42


OWN = (add, Kind, fail)
"""In this order."""
