"""Short ways to say what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.roadmap import read_roadmap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy.roadmap import Roadmap, Stop


def read(text: str | bytes) -> Roadmap:
    return read_roadmap(text)


def outline(stops: Iterable[Stop]) -> list[object]:
    """Return stops as titles; one with children as a pair of title and children."""
    return [(stop.title, outline(stop.children)) if stop.children else stop.title for stop in stops]


def item(text: str) -> list[object]:
    """Return the outline of a list with one item."""
    return outline(read(f"## Topic\n\n- {text}\n").sections[0].stops)


def stop(text: str, title: str) -> Stop:
    """Return the stop of that title in a document."""
    return next(found for found in read(text).walk() if found.title == title)
