"""Ids stay what they are when the document around a stop changes."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.roadmap.ids import slug

from .documents import Written, roadmaps
from .reading import read

if TYPE_CHECKING:
    from roadworthy.roadmap import Roadmap

SAFE = re.compile(r"[^\W_][\w-]*")


def ids(roadmap: Roadmap) -> dict[str, str]:
    """Return title -> id of every stop."""
    return {stop.title: stop.id for stop in roadmap.walk()}


def write(sections: list[tuple[str, list[tuple[str, list[str]]]]], *, numbered: bool = False) -> str:
    """Return a roadmap as Markdown: sections with topics with items."""
    lines = ["# Road"]
    for at, (section, topics) in enumerate(sections, 1):
        lines.append(f"## {f'{at}. ' if numbered else ''}{section}")
        for inner, (topic, items) in enumerate(topics, 1):
            lines.append(f"### {f'{at}.{inner} ' if numbered else ''}{topic}")
            lines += [f"- {item}" for item in items]
    return "\n\n".join(lines)


NAMES = (
    st.text("abcdefXYZ +#.", min_size=1, max_size=8)
    .map(str.strip)
    .filter(lambda name: re.search(r"[a-zX-Z]", name) is not None)
)
UNIQUE = st.lists(
    st.sampled_from(["redis", "kafka", "git", "flask", "django", "celery", "numpy", "pandas", "rust"]),
    unique=True,
    max_size=4,
)
ROADS = st.lists(
    st.tuples(
        st.sampled_from(["Data", "Web", "Cloud", "Tools", "Basics"]),
        st.lists(st.tuples(st.sampled_from(["Core", "More", "Tools", "Extra"]), UNIQUE), max_size=3, unique_by=lambda topic: topic[0]),
    ),
    max_size=4,
    unique_by=lambda section: section[0],
)  # fmt: skip


def paths(text: str) -> dict[tuple[str, ...], str]:
    """Return the path of titles of every stop -> its id."""
    found: dict[tuple[str, ...], str] = {}
    for section in read(text).sections:
        found[(section.title,)] = section.id
        waiting = [((section.title, stop.title), stop) for stop in section.stops]
        while waiting:
            path, stop = waiting.pop()
            found[path] = stop.id
            waiting += [((*path, child.title), child) for child in stop.children]
    return found


@given(ROADS, st.integers())
@settings(max_examples=100, deadline=None)
def test_ids_survive_reordering_and_renumbering(road: list[tuple[str, list[tuple[str, list[str]]]]], seed: int) -> None:
    shuffle = random.Random(seed).shuffle  # noqa: S311 - not a secret
    shuffled = [(section, [(topic, list(items)) for topic, items in topics]) for section, topics in road]
    for _, topics in shuffled:
        for _, items in topics:
            shuffle(items)
        shuffle(topics)
    shuffle(shuffled)
    assert len(road) < 2 or paths(write(road, numbered=True)) == paths(write(shuffled, numbered=True)) == paths(
        write(shuffled)
    )


@given(ROADS, st.data())
@settings(max_examples=100, deadline=None)
def test_ids_survive_additions_removals_and_renames_elsewhere(
    road: list[tuple[str, list[tuple[str, list[str]]]]], data: st.DataObject
) -> None:
    if len(road) < 2:
        return
    before = paths(write(road))
    at = data.draw(st.integers(0, len(road) - 1))
    changed = data.draw(st.sampled_from(("rename", "remove", "add")))
    edited = list(road)
    if changed == "rename":
        edited[at] = ("Renamed", road[at][1])
    elif changed == "remove":
        edited[at] = (road[at][0], [])
    else:
        edited.insert(at, ("Brand new", road[at][1]))
    after = paths(write(edited))
    untouched = {path: place for path, place in before.items() if path[0] != road[at][0] or changed == "add"}
    assert untouched.items() <= after.items()


@given(roadmaps())
@settings(max_examples=150, deadline=None)
def test_ids_are_unique_and_safe_in_an_address(document: Written) -> None:
    roadmap = read(document.text)
    places = [section.id for section in roadmap.sections] + [stop.id for stop in roadmap.walk()]
    assert len(places) == len(set(places))
    assert all(SAFE.fullmatch(place) and len(place) <= 200 for place in places)


@given(st.text(max_size=200))
def test_a_slug_is_safe_whatever_the_title(title: str) -> None:
    name = slug(title)
    assert len(name) <= 60
    assert not name or re.fullmatch(r"[^\W_](?:[\w-]*)", name.replace("_", "-")) is not None or not name.isascii()
    assert slug(title) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Redis", "redis"), ("CI/CD & DevOps", "ci-cd-devops"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("C", "c"),
        ("日本語", "日本語"), ("Ünïcode", "ünïcode"), ("हिन्दी", "हिन्दी"), ("stomp.py", "stomp-py"),
    ],
)  # fmt: skip
def test_slugs(title: str, name: str) -> None:
    assert slug(title) == name


def test_names_that_slug_alike_or_are_the_same_have_ids_of_their_own() -> None:
    stops = [stop.id for stop in read("## T\n- A/B\n- A B\n- Redis\n- Redis\n- 🚀\n- 🎉\n").walk()]
    assert len(set(stops)) == 6


def test_twins_are_told_apart_by_what_they_hold() -> None:
    one = read("## T\n- [Redis](https://a.com)\n- [Redis](https://b.com)\n")
    other = read("## T\n- [Redis](https://b.com)\n- [Redis](https://a.com)\n")
    assert {stop.resources[0].url: stop.id for stop in one.walk()} == {
        stop.resources[0].url: stop.id for stop in other.walk()
    }


def test_a_stop_is_not_mistaken_for_a_section() -> None:
    roadmap = read("## a\n- b c\n\n## a b\n- c\n")
    assert [section.id for section in roadmap.sections] + [stop.id for stop in roadmap.walk()] == [
        "a",
        "a-b",
        "a_b-c",
        "a-b_c",
    ]
