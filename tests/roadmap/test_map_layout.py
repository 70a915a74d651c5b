"""The geometry of the map: nothing overlaps, nothing leaves the sheet, nothing is lost, whatever the roadmap."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.roadmap.map_strategies import ROADMAPS, chain, leaf, roadmap_of

from roadworthy.roadmap import BoxKind, Level, MapBox, MapLayout, Roadmap, Section, Stop, Width, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTHS = get_args(Width)
CLEARANCE = 4  # marks straddle the edges of signs, so signs keep this much more than not touching


def overlaps(layout: MapLayout) -> Iterator[tuple[MapBox, MapBox]]:
    """Yield pairs of signs that come nearer than twice the clearance (a sweep from top to bottom)."""
    boxes = sorted(layout.boxes, key=lambda box: box.y)
    for at, box in enumerate(boxes):
        for other in boxes[at + 1 :]:
            if other.y - CLEARANCE >= box.y + box.height + CLEARANCE:
                break
            if (
                other.x - CLEARANCE < box.x + box.width + CLEARANCE
                and box.x - CLEARANCE < other.x + other.width + CLEARANCE
            ):
                yield box, other


def assert_sound(roadmap: Roadmap, layout: MapLayout) -> None:
    assert not list(overlaps(layout))
    for box in layout.boxes:
        assert box.x >= 9, box
        assert box.x + box.width <= layout.width - 9, box
        assert box.y >= 9, box
        assert box.y + box.height <= layout.height - 9, box
        road = range(layout.road_x - layout.road_width // 2, layout.road_x + layout.road_width // 2)
        if box.kind is not BoxKind.SECTION:
            assert box.x > road[-1] or box.x + box.width < road[0], "a stop stands on the road"
    assert layout.road_bottom < layout.height
    expected = [name for section in roadmap.sections for name in (section.id, *(stop.id for stop in section.walk()))]
    assert [box.id for box in layout.boxes] == expected


@given(
    roadmap=ROADMAPS,
    width=st.sampled_from(WIDTHS),
    badge=st.integers(0, 2000),
    data=st.integers(min_value=1, max_value=4),
)
@settings(max_examples=60, deadline=None)
@pytest.mark.long
def test_nothing_overlaps_or_leaves_the_sheet(roadmap: Roadmap, width: Width, badge: int, data: int) -> None:
    ids = [section.id for section in roadmap.sections] + [stop.id for stop in roadmap.walk()]
    assert_sound(roadmap, lay_out(roadmap, dict.fromkeys(ids[::data], badge), width=width))


HARD = {
    "empty": Roadmap("", ()),
    "one section with 300 stops": roadmap_of([("All of it", [leaf(f"Stop number {at}") for at in range(300)])]),
    "forty empty sections": roadmap_of([(f"Section {at}", []) for at in range(40)]),
    "one topic with 300 children": roadmap_of(
        [("All", [Stop("t", "Topic", Level.MUST, 1, children=tuple(leaf(f"c {at}") for at in range(300)))])]
    ),
    "one huge word": roadmap_of([("W" * 5000, [leaf("W" * 5000)])]),
    "deep nesting": Roadmap("deep", (Section("section", "Deep", 1, stops=(chain(60),)),)),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("roadmap", HARD.values(), ids=HARD.keys())
def test_hard_roadmaps(roadmap: Roadmap, width: Width) -> None:
    assert_sound(roadmap, lay_out(roadmap, width=width))


@pytest.mark.long
def test_any_depth_of_nesting_is_laid_out() -> None:
    """Deeper than Python's stack; the roadmap's own walk() is not asked for."""
    layout = lay_out(Roadmap("deep", (Section("section", "Deep", 1, stops=(chain(20_000),)),)))
    assert len(list(layout.boxes)) == 20_002
    assert not list(overlaps(layout))


def test_topics_go_to_the_shorter_side_in_reading_order() -> None:
    tall = Stop("tall", "Tall", Level.MUST, 1, children=tuple(leaf(f"child {at}") for at in range(40)))
    parents = [Stop(name, name, Level.MUST, 1, children=(leaf(f"{name} child"),)) for name in ("b", "c", "d")]
    layout = lay_out(Roadmap("r", (Section("s", "S", 1, stops=(tall, *parents)),)))
    sides = {block.topic.id: block.topic.side for block in layout.sections[0].blocks}
    assert sides == {"tall": "left", "b": "right", "c": "right", "d": "right"}


def test_a_right_to_left_roadmap_is_read_from_the_right() -> None:
    names = ["קורס רשתות", "אבטחת מידע", "מסדי נתונים"]
    roadmap = roadmap_of([("פרק ראשון", [leaf(name) for name in names])])
    wide = list(lay_out(roadmap).boxes)
    assert all(box.rtl for box in wide)
    assert wide[1].side == "right"
    narrow = lay_out(roadmap, width="narrow")
    assert narrow.road_x > narrow.width / 2
    first, second = list(narrow.boxes)[1:3]
    assert first.y < second.y or first.x > second.x


def test_the_layout_is_the_same_every_time() -> None:
    roadmap = HARD["one section with 300 stops"]
    assert lay_out(roadmap, {"s3": 2}) == lay_out(roadmap, {"s3": 2})


def test_a_badge_makes_room_for_itself() -> None:
    roadmap = roadmap_of([("S", [leaf("Redis")])])
    plain = list(lay_out(roadmap).boxes)[1]
    badged = list(lay_out(roadmap, {plain.id: 12}).boxes)[1]
    assert badged.badge == 12
    assert badged.width > plain.width + 16


def test_names_are_numbered_as_the_document_does_or_in_order() -> None:
    roadmap = Roadmap("r", (Section("a", "A", 1, number="7"), Section("b", "B", 2)))
    assert [section.sign.number for section in lay_out(roadmap).sections] == ["7", "2"]
