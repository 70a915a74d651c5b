"""Lessons, to be read as text."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable

T = typing.TypeVar("T")


class Lesson:
    """One lesson."""

    title: str = "none"
    minutes: int
    before: Lesson | None = None

    def __init__(self, title: str, minutes: int = 60) -> None:
        self.title = title
        self.minutes = minutes

    def longer(self, by: int) -> Lesson:
        """Return a longer one."""
        return Lesson(self.title, self.minutes + by)

    @staticmethod
    def parse(text: str) -> Lesson:
        title, _, minutes = text.partition(":")
        return Lesson(title, int(minutes))

    @classmethod
    def short(cls, title: str) -> Lesson:
        return cls(title, 10)


def total(lessons: Iterable[Lesson], start: int = 0) -> int:
    """Sum."""
    # every lesson counts
    minutes = start
    for lesson in lessons:
        minutes += lesson.minutes
    return minutes


def first(items: list[T], default: T | None = None) -> T | None:
    return items[0] if items else default


def apply(function: Callable[[int], int], *args: int, **options: str) -> dict[str, list[int]]:
    return {"all": [function(arg) for arg in args]}


square = lambda x: x * x  # noqa: E731
