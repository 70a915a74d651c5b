"""Names that count how often they are compared and hashed. The judge uses this file as it is."""

from __future__ import annotations


class Counts:
    """Steps so far."""

    def __init__(self) -> None:
        self.steps = 0


class Name:
    """The name of a member."""

    def __init__(self, counts: Counts, name: str) -> None:
        self._counts = counts
        self.name = name

    def __eq__(self, other: object) -> bool:
        self._counts.steps += 1
        return isinstance(other, Name) and self.name == other.name

    def __hash__(self) -> int:
        self._counts.steps += 1
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name


def names(counts: Counts, plain: list[str]) -> list[Name]:
    """Make a list of names."""
    return [Name(counts, name) for name in plain]


def plain(found: list[Name]) -> list[str]:
    """Return the names as they are written."""
    return [name.name for name in found]
