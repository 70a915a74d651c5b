"""A stop while it is being read: mutable, without an id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roadworthy.roadmap.model import Level, Resource

if TYPE_CHECKING:
    from roadworthy.roadmap.inline import Run


@dataclass(slots=True, eq=False)
class Draft:
    """A stop or section in the making; the fields that `Stop` has too mean the same.

    Attributes:
        rank: Of a heading 1..6, of a bold line or details more, of an item 0.
        link: The link that the title is, where the title is nothing but a link: such a draft may turn out a resource.
    """

    title: str
    line: int
    level: Level = Level.UNMARKED
    icon: str = ""
    number: str = ""
    heading: bool = False
    rank: int = 0
    notes: list[str] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    claimed: bool | None = None
    requires: list[str] = field(default_factory=list)
    link: Run | None = None

    def note(self, text: str) -> None:
        """Keep words that are neither title nor resource nor child."""
        text = " ".join(text.split())
        if text:
            self.notes.append(text)
