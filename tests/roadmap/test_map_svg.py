"""The drawn map: well-formed whatever the titles say, every stop a link with a name, states told without colour."""

from __future__ import annotations

import gzip
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.roadmap.map_strategies import ROADMAPS, leaf

from roadworthy.roadmap import (
    Claim,
    EvidenceMark,
    Level,
    Roadmap,
    Section,
    Stop,
    StopMark,
    Width,
    lay_out,
    render_svg,
)
from roadworthy.roadmap.map_signs import GLYPHS

SVG = "{http://www.w3.org/2000/svg}"


def draw(roadmap: Roadmap, marks: dict[str, StopMark] | None = None, *, width: Width = "wide") -> ET.Element:
    marks = marks or {}
    layout = lay_out(roadmap, {place: mark.labs for place, mark in marks.items()}, width=width)
    drawn = render_svg(layout, marks, href=lambda place: f"/stops/{place}?a=1&b", title=roadmap.title)
    return ET.fromstring(drawn)  # noqa: S314 - drawn by us, a line above


def one(stop: Stop, mark: StopMark | None = None) -> ET.Element:
    """Draw a roadmap with one stop and return its link."""
    root = draw(Roadmap("r", (Section("s", "S", 1, stops=(stop,)),)), {stop.id: mark} if mark else None)
    (link,) = [link for link in root.iter(f"{SVG}a") if link.get("data-stop") == stop.id]
    return link


def name_of(link: ET.Element) -> str:
    return link.get("aria-label") or "".join(text for node in link.iter(f"{SVG}text") for text in node.itertext())


def glyphs(link: ET.Element) -> list[str]:
    return [node.get("href", "").removeprefix("#glyph-") for node in link.iter(f"{SVG}use")]


MARKS = st.builds(
    StopMark, st.sampled_from(Claim), st.sampled_from(EvidenceMark), st.integers(0, 99), st.text(max_size=20)
)


@given(roadmap=ROADMAPS, mark=MARKS, width=st.sampled_from(["wide", "narrow"]))
@settings(max_examples=40, deadline=None)
@pytest.mark.long
def test_every_place_is_a_named_link_in_well_formed_xml(roadmap: Roadmap, mark: StopMark, width: Width) -> None:
    places = [box.id for box in lay_out(roadmap).boxes]
    root = draw(roadmap, dict.fromkeys(places[::2], mark), width=width)
    links = list(root.iter(f"{SVG}a"))
    assert [link.get("data-stop") for link in links] == places
    for link in links:
        assert link.get("href") == f"/stops/{link.get('data-stop')}?a=1&b"
        assert name_of(link)


def test_a_title_cannot_become_markup() -> None:
    evil = "\"'><script>alert(1)</script><a onclick=x href='javascript:1'>"
    root = draw(Roadmap(evil, (Section("s", evil, 1, stops=(Stop("t", evil, Level.MUST, 1),)),)))
    assert not list(root.iter(f"{SVG}script"))
    assert all(not attribute.startswith("on") for node in root.iter() for attribute in node.attrib)
    assert len(list(root.iter(f"{SVG}a"))) == 2


def test_ids_and_addresses_are_escaped() -> None:
    layout = lay_out(Roadmap("r", (Section('"><b>', "S", 1),)))
    drawn = render_svg(layout, {}, href=lambda _: '"><script>', title="r")
    assert "<b>" not in drawn
    assert "<script>" not in drawn


def test_there_are_no_colours_and_no_inline_styles() -> None:
    marks = {"t": StopMark(Claim.DONE, EvidenceMark.PARTIAL, 2)}
    for node in draw(Roadmap("r", (Section("s", "S", 1, stops=(leaf("t"),)),)), marks).iter():
        assert not {"style", "fill", "stroke", "color"} & node.attrib.keys()


def test_a_name_says_level_labs_and_state() -> None:
    link = one(Stop("redis", "Redis", Level.MUST, 1), StopMark(Claim.DONE, EvidenceMark.PASSED, 2))
    assert name_of(link) == "Redis, must-know, 2 labs, passed"
    link = one(leaf("dns"), StopMark(Claim.DONE, labs=1))
    assert name_of(link) == "dns, 1 lab, claimed done"
    assert name_of(one(leaf("dns"))) == "dns"


def test_a_name_that_was_cut_is_whole_in_label_and_tooltip() -> None:
    title = "a very long name " * 30
    link = one(Stop("t", title, Level.UNMARKED, 1))
    assert name_of(link) == title.strip()
    tooltip = link.find(f"{SVG}title")
    assert tooltip is not None
    assert tooltip.text == title.strip()


def test_a_tooltip_is_shown() -> None:
    link = one(leaf("t"), StopMark(tooltip="Locked: pass SQL first"))
    tooltip = link.find(f"{SVG}title")
    assert tooltip is not None
    assert tooltip.text == "Locked: pass SQL first"


def shape(link: ET.Element) -> tuple[tuple[str, ...], int]:
    """Return what is drawn on a sign, colours aside: its glyphs and its number of frames."""
    rims = [node for node in link.iter() if node.get("class") == "rim"]
    return tuple(glyphs(link)), len(rims)


def test_claim_and_evidence_never_look_alike() -> None:
    looks = {
        (claim, evidence): shape(one(leaf("t"), StopMark(claim, evidence)))
        for claim in Claim
        for evidence in EvidenceMark
        if evidence not in {EvidenceMark.PASSED, EvidenceMark.DUE}
    }
    assert len(set(looks.values())) == len(looks)
    passed = {shape(one(leaf("t"), StopMark(claim, EvidenceMark.PASSED))) for claim in Claim}
    assert passed == {(("passed",), 1)}, "evidence overtakes a claim, and alone has the stamped frame"
    due = {shape(one(leaf("t"), StopMark(claim, EvidenceMark.DUE))) for claim in Claim}
    assert due == {(("review-due",), 0)}


def test_what_is_inferred_has_no_seal() -> None:
    drawn = dict(GLYPHS)
    inferred = drawn.pop(EvidenceMark.INFERRED)
    seal = drawn[EvidenceMark.PASSED].split(' d="')[1].split('"')[0]
    assert all(seal in drawn[mark] for mark in EvidenceMark if mark in drawn)
    assert seal not in inferred


def test_levels_differ_by_class_and_not_recommended_by_shape() -> None:
    classes = {one(Stop("t", "T", level, 1)).get("class") for level in Level}
    assert len(classes) == len(Level)
    assert glyphs(one(Stop("t", "T", Level.NOT_RECOMMENDED, 1))) == ["not-recommended"]


def test_right_to_left_text_says_so() -> None:
    link = one(Stop("t", "מסדי נתונים", Level.UNMARKED, 1))
    (text,) = link.iter(f"{SVG}text")
    assert text.get("direction") == "rtl"


def test_lists_hold_list_items() -> None:
    parent = Stop("p", "P", Level.MUST, 1, children=(leaf("c"),))
    root = draw(Roadmap("r", (Section("s", "S", 1, stops=(parent,)),)))
    lists = [node for node in root.iter() if node.get("role") == "list"]
    assert len(lists) == 2
    assert all(child.get("role") == "listitem" for found in lists for child in found)


def test_a_map_of_350_stops_is_small() -> None:
    topics = tuple(
        Stop(f"t{at}", f"Topic number {at}", Level.GOOD, 1, children=tuple(leaf(f"{at}-child-{n}") for n in range(4)))
        for at in range(70)
    )
    layout = lay_out(Roadmap("r", (Section("s", "S", 1, stops=topics),)))
    drawn = render_svg(layout, {}, href=lambda place: f"/maps/python-backend/stops/{place}", title="r")
    assert len(gzip.compress(drawn.encode())) < 15_000


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_drawing_is_the_same_every_time(width: Width) -> None:
    roadmap = Roadmap("r", (Section("s", "S", 1, stops=tuple(leaf(f"t{at}") for at in range(30))),))
    assert ET.tostring(draw(roadmap, width=width)) == ET.tostring(draw(roadmap, width=width))
