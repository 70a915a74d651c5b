"""What a roadmap is once read: sections with stops, levels, resources and the findings made on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Level(StrEnum):
    """How much a stop matters, as the document's legend says; never guessed."""

    MUST = "must-know"
    GOOD = "good-to-know"
    ALTERNATIVE = "alternative"
    NOT_RECOMMENDED = "not-recommended"
    UNMARKED = "unmarked"


class ResourceKind(StrEnum):
    """What hangs on a stop."""

    HOME = "home"  # the home page of the thing the stop names
    DOCS = "docs"
    GUIDE = "guide"  # tutorials, articles, posts
    BOOK = "book"
    VIDEO = "video"
    COURSE = "course"
    REPOSITORY = "repository"
    IMAGE = "image"  # badges and pictures
    LINK = "link"  # anything else


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to read or watch; `url` is None for a book that is only named, `line` is 1-based."""

    title: str
    url: str | None
    kind: ResourceKind
    line: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the road: a heading below section level ("topic"), or an item under a heading.

    Attributes:
        id: Stable name, unique in its roadmap, safe in a URL path segment (see `roadmap/ids.py`).
        title: Visible name, without links, level marks and numbering.
        level: As the legend says.
        line: 1-based line of the source where it begins.
        heading: True if a heading made it.
        note: Every visible word of the item that is not in the title, the resources or the children.
        resources: What hangs on it, in source order.
        children: Child stops, in source order.
        claimed: A task-list tick: True for `[x]`, False for `[ ]`, None where there is no box.
        requires: Names from a prerequisites column, as written.
        number: The numbering the heading carried ("4.2"), or "".
        icon: The emoji or icon shortcode before the title that the legend does not explain, or "".
    """

    id: str
    title: str
    level: Level
    line: int
    heading: bool = False
    note: str = ""
    resources: tuple[Resource, ...] = ()
    children: tuple[Stop, ...] = ()
    claimed: bool | None = None
    requires: tuple[str, ...] = ()
    number: str = ""
    icon: str = ""

    def walk(self) -> Iterator[Stop]:
        """Yield this stop and everything below it, in source order."""
        waiting = [self]  # a list and not recursion, so that no depth is too deep
        while waiting:
            stop = waiting.pop()
            yield stop
            waiting.extend(reversed(stop.children))


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the road: a top-level heading (or the document itself when it has none).

    `note` is the prose under the heading as plain text. A section can be matched to a skill as a stop can.
    """

    id: str
    title: str
    line: int
    number: str = ""
    note: str = ""
    resources: tuple[Resource, ...] = ()
    stops: tuple[Stop, ...] = ()
    icon: str = ""

    def walk(self) -> Iterator[Stop]:
        """Yield every stop of the section, in source order."""
        for stop in self.stops:
            yield from stop.walk()


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One mark that the document's legend explains: the mark as written, its words, the level it stands for."""

    mark: str
    meaning: str
    level: Level
    line: int


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader or lint noticed; `rule` is a stable slug, `mend` says how to put it right."""

    rule: str
    severity: Severity
    line: int
    message: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Roadmap:
    """A Markdown document, read. The document is the truth; nothing is here that it does not say."""

    title: str
    sections: tuple[Section, ...]
    description: str = ""
    legend: tuple[LegendEntry, ...] = ()
    resources: tuple[Resource, ...] = ()
    findings: tuple[Finding, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)  # front matter, as text
    icon: str = ""

    def walk(self) -> Iterator[Stop]:
        """Yield every stop of the roadmap, in source order."""
        for section in self.sections:
            yield from section.walk()
