"""What a map is: boxes and streets in map units (one unit is one CSS pixel at natural size), and marks on its stops."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadworthy.roadmap.model import Level


class Claim(StrEnum):
    """What the learner says of a stop. Never evidence."""

    PENDING = "pending"
    LEARNING = "learning"
    DONE = "done"
    SKIPPED = "skipped"


class EvidenceMark(StrEnum):
    """What passed labs say of a stop."""

    NONE = "none"
    INFERRED = "inferred"  # not passed, but likely, from what is passed
    PARTIAL = "partial"  # some of its labs are passed
    PASSED = "passed"
    EARLIER = "earlier-version"  # passed, but the lab has changed since
    DUE = "review-due"  # passed so long ago that it is worth trying again


class BoxKind(StrEnum):
    """Which sort of sign a box is drawn as."""

    SECTION = "section"
    TOPIC = "topic"
    CHIP = "chip"


Width = Literal["wide", "narrow"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class StopMark:
    """How a place stands with the learner.

    `labs` is how many labs it has (the number drawn is the one given to `lay_out`, which made room for it);
    `tooltip` is what a pointer resting on it shows, for instance why it is locked.
    """

    claim: Claim = Claim.PENDING
    evidence: EvidenceMark = EvidenceMark.NONE
    labs: int = 0
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class MapBox:
    """A sign: where it stands and what is written on it.

    Attributes:
        id: Id of the section or stop.
        kind: Which sort of sign.
        title: The whole name.
        lines: The name as it fits, one string a line; the last ends in an ellipsis if the name had to be cut.
        level: As the stop's; UNMARKED for sections.
        x: Left edge.
        y: Top edge.
        width: At least as wide as its lines, badge and level glyph.
        height: Likewise.
        side: Which side of the road it stands on ("right" for sections).
        rtl: True if the name is written from right to left.
        badge: Number of labs drawn on it, 0 for none.
        number: Exit number of a section, "" for stops.
        depth: 0 for sections and topics, 1 for their children, and so on.
        group: True for a stop that has children.
    """

    id: str
    kind: BoxKind
    title: str
    lines: tuple[str, ...]
    level: Level
    x: int
    y: int
    width: int
    height: int
    side: Side = "right"
    rtl: bool = False
    badge: int = 0
    number: str = ""
    depth: int = 0
    group: bool = False


@dataclass(frozen=True, slots=True)
class MapBlock:
    """A topic with everything below it, in reading order."""

    topic: MapBox
    chips: tuple[MapBox, ...] = ()


@dataclass(frozen=True, slots=True)
class MapSection:
    """A section's sign on the road, and its topics in reading order."""

    sign: MapBox
    blocks: tuple[MapBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class MapLayout:
    """The geometry of a whole map: everything lies within (0, 0) and (width, height).

    Attributes:
        width: Of the map, in map units.
        height: Likewise.
        road_x: Centre line of the road.
        road_width: Of the asphalt.
        road_top: Where the road begins.
        road_bottom: Where it ends.
        sections: In reading order.
        streets: Curves from the road to the signs, each as SVG path data.
        variant: "wide" (road in the middle) or "narrow" (one column, for phones).
    """

    width: int
    height: int
    road_x: int
    road_width: int
    road_top: int
    road_bottom: int
    sections: tuple[MapSection, ...]
    streets: tuple[str, ...]
    variant: Width = "wide"

    @property
    def boxes(self) -> Iterator[MapBox]:
        """Yield every sign in reading order."""
        for section in self.sections:
            yield section.sign
            for block in section.blocks:
                yield block.topic
                yield from block.chips
