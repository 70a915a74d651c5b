"""Roadmaps for the map's tests: whatever a reader could hand over, and worse."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from roadworthy.roadmap import Level, Roadmap, Section, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            "Redis",
            "W" * 120,
            "a very long title " * 12,
            "データベースと索引の設計、そしてトランザクション分離レベルについて",
            "קורס רשתות תקשורת ואבטחת מידע",
            "قواعد البيانات العلائقية وتصميم الفهارس",
            "👨‍👩‍👧‍👦" * 30,
            "🏳️‍🌈 flags 🇩🇪🇫🇷",
            "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
            "<script>alert(1)</script>\"'&amp;",
            "\u202egnp.exe\x00\x1b[31m",
        ]
    ),
)


def _stop(children: st.SearchStrategy[Stop]) -> st.SearchStrategy[Stop]:
    return st.builds(_make, TITLES, st.sampled_from(Level), st.lists(children, max_size=4).map(tuple))


def _make(title: str, level: Level, children: tuple[Stop, ...] = ()) -> Stop:
    return Stop("?", title, level, 1, children=children)


STOPS = st.recursive(st.builds(_make, TITLES, st.sampled_from(Level)), _stop, max_leaves=20)


def with_ids(stop: Stop, numbers: Iterator[int]) -> Stop:
    """Return the stop with ids of its own, all the way down."""
    identifier = f"s{next(numbers)}"
    return Stop(
        identifier,
        stop.title,
        stop.level,
        stop.line,
        children=tuple(with_ids(child, numbers) for child in stop.children),
    )


def roadmap_of(sections: list[tuple[str, list[Stop]]]) -> Roadmap:
    """Return a roadmap of named sections, each id used once."""
    numbers = itertools.count()
    return Roadmap(
        "A roadmap",
        tuple(
            Section(f"section-{index}", title, 1, stops=tuple(with_ids(stop, numbers) for stop in stops))
            for index, (title, stops) in enumerate(sections)
        ),
    )


ROADMAPS = st.lists(st.tuples(TITLES, st.lists(STOPS, max_size=8)), max_size=5).map(roadmap_of)


def chain(depth: int) -> Stop:
    """Return a stop with `depth` stops nested below it."""
    stop = _make("deep", Level.MUST)
    for at in range(depth):
        stop = Stop(f"d{at}", f"level {at}", Level.UNMARKED, 1, children=(stop,))
    return stop


def leaf(name: str) -> Stop:
    """Return a stop without children."""
    return Stop(name, name, Level.UNMARKED, 1)
