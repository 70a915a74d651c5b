"""Where everything on a map stands: sections down a road, topics beside it on the shorter side, streets between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from roadworthy.roadmap.map_flow import ROW_GAP, Row, Token, flow, flow_topics, height_of
from roadworthy.roadmap.map_model import BoxKind, MapBlock, MapBox, MapLayout, MapSection, Side, Width
from roadworthy.roadmap.map_plates import measure
from roadworthy.roadmap.map_text import clean, is_rtl
from roadworthy.roadmap.model import Level, Roadmap, Section, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures of a variant. `near` and `far` are distances from the middle of the road, to either side."""

    width: int
    road_x: int
    road_width: int
    near: int  # where signs beside the road begin
    far: int  # where they end
    two_sided: bool
    topic_room: int  # how wide a topic may be that has stops below it
    alone_room: int  # how wide one may be that has none
    sign_room: int
    ramp: int  # radius of the curve that leaves the road
    section_gap: int


SHEETS: dict[Width, Sheet] = {
    "wide": Sheet(
        width=1120,
        road_x=560,
        road_width=40,
        near=60,
        far=546,
        two_sided=True,
        topic_room=236,
        alone_room=250,
        sign_room=560,
        ramp=28,
        section_gap=46,
    ),
    "narrow": Sheet(
        width=360,
        road_x=22,
        road_width=20,
        near=34,
        far=328,
        two_sided=False,
        topic_room=294,
        alone_room=294,
        sign_room=340,
        ramp=16,
        section_gap=38,
    ),
}
BLOCK_GAP = 20
SIGN_GAP = 22  # below a section's sign
BEYOND = 30  # from a topic to what stands beyond it
UNDER = 26  # how far what stands under a topic is set in
TRUNK = 12  # from the street that runs down beside the rows to the first sign
BEND = 8
TOP = 44
MARGIN = 10


@dataclass(slots=True)
class Columns:
    """How far down each side of the road is taken."""

    left: int
    right: int
    two_sided: bool
    first: Side

    def shorter(self) -> Side:
        """Return the side to go on with; in reading direction when both are equal."""
        if not self.two_sided or self.left == self.right:
            return self.first
        return "left" if self.left < self.right else "right"

    def top(self, side: Side) -> int:
        """Return where the next block may begin."""
        return self.left if side == "left" else self.right

    def take(self, side: Side, bottom: int) -> None:
        """Note that a side is taken down to `bottom`."""
        if side == "left":
            self.left = bottom + BLOCK_GAP
        else:
            self.right = bottom + BLOCK_GAP

    @property
    def bottom(self) -> int:
        """Return the lower edge of what stands there."""
        return max(self.left, self.right) - BLOCK_GAP


@dataclass(slots=True)
class Surveyor:
    """Places signs for one map."""

    sheet: Sheet
    badges: Mapping[str, int]
    rtl: bool
    streets: list[str] = field(default_factory=list)

    @property
    def first(self) -> Side:
        """Return the side that is read first, or the only one."""
        return "right" if self.rtl == self.sheet.two_sided else "left"

    def at(self, distance: int, side: Side) -> int:
        """Return the x of what is so far from the middle of the road."""
        return self.sheet.road_x + (distance if side == "right" else -distance)

    def begin(self, distance: int, width: int, side: Side) -> int:
        """Return the left edge of something `width` wide whose edge towards the road is so far from its middle."""
        return self.at(distance if side == "right" else distance + width, side)

    def section(self, section: Section, index: int, top: int) -> tuple[MapSection, int]:
        """Place a section and its topics below `top`; return it with its lower edge."""
        sign = self.sign(section, index, top)
        start = sign.y + sign.height + SIGN_GAP
        columns = Columns(start, start, two_sided=self.sheet.two_sided, first=self.first)
        blocks: list[MapBlock] = []
        for alone, stops in groupby(section.stops, key=lambda stop: not stop.children):
            if alone:
                room = self.sheet.far - self.sheet.near
                for row in flow_topics(stops, room, self.sheet.alone_room, self.badges, even=self.sheet.two_sided):
                    blocks.extend(self.run(row, columns))
            else:
                blocks.extend(self.block(stop, columns) for stop in stops)
        bottom = columns.bottom if blocks else sign.y + sign.height
        return MapSection(sign, tuple(blocks)), bottom

    def sign(self, section: Section, index: int, top: int) -> MapBox:
        """Place a section's sign over the road."""
        sheet = self.sheet
        number = clean(section.number)[:6] or str(index)
        badge = self.badges.get(section.id, 0)
        plate = measure(
            section.title, BoxKind.SECTION, sheet.sign_room, level=Level.UNMARKED, badge=badge, number=number
        )
        x = sheet.road_x - plate.width // 2
        if not sheet.two_sided:
            x = sheet.width - MARGIN - plate.width if self.rtl else MARGIN
        return MapBox(
            id=section.id,
            kind=BoxKind.SECTION,
            title=plate.title,
            lines=plate.lines,
            level=Level.UNMARKED,
            x=x,
            y=top,
            width=plate.width,
            height=plate.height,
            rtl=plate.rtl,
            badge=badge,
            number=number,
            group=bool(section.stops),
        )

    def run(self, row: Row, columns: Columns) -> Iterator[MapBlock]:
        """Place a row of topics that have nothing below them, along one street."""
        side = columns.shorter()
        top = columns.top(side)
        middle = top + row.height // 2
        begin = self.begin(self.sheet.near, row.length, side)
        boxes = [self.box(token, BoxKind.TOPIC, row, begin, top, side) for token in row.tokens]
        reach = max(box.x for box in boxes) if side == "right" else min(box.x + box.width for box in boxes)
        self.streets.append(self.leave(middle, side) + f"H{reach}")
        columns.take(side, top + row.height)
        for box in boxes:
            yield MapBlock(box)

    def block(self, stop: Stop, columns: Columns) -> MapBlock:
        """Place a topic with everything below it."""
        sheet = self.sheet
        side = columns.shorter()
        top = columns.top(side)
        badge = self.badges.get(stop.id, 0)
        plate = measure(stop.title, BoxKind.TOPIC, sheet.topic_room, level=stop.level, badge=badge)
        # What is below a topic stands beyond it or under it, whichever is shorter; on a phone there is only "under".
        beyond = plate.width + BEYOND
        beside = flow(stop, sheet.far - sheet.near - beyond, self.badges) if sheet.two_sided else []
        under = flow(stop, sheet.far - sheet.near - UNDER, self.badges)
        is_under = not beside or height_of(beside) > plate.height + ROW_GAP + height_of(under)
        rows = under if is_under else beside
        middle = top + (plate.height if is_under else max(plate.height, rows[0].height)) // 2
        topic = MapBox(
            id=stop.id,
            kind=BoxKind.TOPIC,
            title=plate.title,
            lines=plate.lines,
            level=stop.level,
            x=self.begin(sheet.near, plate.width, side),
            y=middle - plate.height // 2,
            width=plate.width,
            height=plate.height,
            side=side,
            rtl=plate.rtl,
            badge=badge,
            group=True,
        )
        distance = sheet.near + (UNDER if is_under else beyond)
        chips, street = self.rows(rows, topic, distance, side, is_under=is_under)
        self.streets.append(self.leave(middle, side) + f"H{self.at(sheet.near, side)}" + street)
        columns.take(side, max(topic.y + topic.height, *(box.y + box.height for box in chips)))
        return MapBlock(topic, tuple(chips))

    def rows(
        self, rows: list[Row], topic: MapBox, distance: int, side: Side, *, is_under: bool
    ) -> tuple[list[MapBox], str]:
        """Place the rows below a topic, `distance` from the road; return their signs and the streets to them."""
        trunk = self.at(distance - TRUNK, side)
        bend = BEND if side == "right" else -BEND
        middle = topic.y + topic.height // 2
        boxes: list[MapBox] = []
        street: list[str] = []
        y = topic.y + topic.height + ROW_GAP if is_under else middle - rows[0].height // 2
        for index, row in enumerate(rows):
            begin = self.begin(distance + row.indent, row.length, side)
            placed = [self.box(token, BoxKind.CHIP, row, begin, y, side) for token in row.tokens]
            boxes.extend(placed)
            reach = max(box.x for box in placed) if side == "right" else min(box.x + box.width for box in placed)
            centre = y + row.height // 2
            turn = f"q0 {BEND} {bend} {BEND}H{reach}"
            if index == 0 and not is_under:
                street.append(f"H{reach}")
            elif index < len(rows) - 1:
                street.append(f"M{trunk} {centre - BEND}{turn}")
            elif is_under:
                street.append(f"M{trunk} {topic.y + topic.height}V{centre - BEND}{turn}")
            else:  # the last row's street carries the trunk that the others turn off from
                street.append(f"M{trunk - bend} {middle}q{bend} 0 {bend} {BEND}V{centre - BEND}{turn}")
            y += row.height + ROW_GAP
        return boxes, "".join(street)

    def box(self, token: Token, kind: BoxKind, row: Row, begin: int, top: int, side: Side) -> MapBox:
        """Place one sign of a row whose left edge is `begin`, in reading direction, in the middle of the row's height."""
        plate, stop = token.plate, token.stop
        along = token.x - row.indent
        x = begin + (row.length - along - plate.width if self.rtl else along)
        return MapBox(
            id=stop.id,
            kind=kind,
            title=plate.title,
            lines=plate.lines,
            level=stop.level,
            x=x,
            y=top + (row.height - plate.height) // 2,
            width=plate.width,
            height=plate.height,
            side=side,
            rtl=plate.rtl,
            badge=self.badges.get(stop.id, 0),
            depth=token.depth,
            group=bool(stop.children),
        )

    def leave(self, middle: int, side: Side) -> str:
        """Return the curve that leaves the road for a street at the height `middle`."""
        ramp = self.sheet.ramp
        edge = self.at(self.sheet.road_width // 2 - 4, side)
        return f"M{edge} {middle - ramp}q0 {ramp} {ramp if side == 'right' else -ramp} {ramp}"


def lay_out(roadmap: Roadmap, badges: Mapping[str, int] | None = None, *, width: Width = "wide") -> MapLayout:
    """Lay a roadmap out as a map: pure geometry, the same for the same roadmap and badges.

    Args:
        roadmap: As read.
        badges: Place id -> number of labs; a sign makes room for the number.
        width: "wide" has the road in the middle of 1120 units, "narrow" one column of 360 for phones.
    """
    sheet = SHEETS[width]
    rtl = _reads_from_right(roadmap)
    if rtl and not sheet.two_sided:
        sheet = replace(sheet, road_x=sheet.width - sheet.road_x)
    surveyor = Surveyor(sheet, badges or {}, rtl)
    sections: list[MapSection] = []
    y = TOP
    for index, section in enumerate(roadmap.sections, 1):
        placed, bottom = surveyor.section(section, index, y)
        sections.append(placed)
        y = bottom + sheet.section_gap
    bottom = y - sheet.section_gap if sections else TOP
    return MapLayout(
        width=sheet.width,
        height=bottom + 76,
        road_x=sheet.road_x,
        road_width=sheet.road_width,
        road_top=12,
        road_bottom=bottom + 44,
        sections=tuple(sections),
        streets=tuple(surveyor.streets),
        variant=width,
    )


def _reads_from_right(roadmap: Roadmap) -> bool:
    """Tell whether most names on the map are written from right to left."""
    votes = [is_rtl(section.title) for section in roadmap.sections]
    votes += [is_rtl(stop.title) for section in roadmap.sections for stop in section.stops]
    return sum(votes) * 2 > len(votes)
