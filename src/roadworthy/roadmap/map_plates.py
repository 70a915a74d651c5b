"""How big a sign is: type sizes, padding, and the room that a badge and a level glyph take."""

from __future__ import annotations

from dataclasses import dataclass

from roadworthy.roadmap.map_model import BoxKind
from roadworthy.roadmap.map_text import Weight, clean, is_rtl, text_width, wrap
from roadworthy.roadmap.model import Level

ARROW = 11  # how far the point of a topic's sign reaches
EXIT = 11  # from a section's edge to its number plate
DISC = 18  # what the no-entry disc takes, with the space after it


@dataclass(frozen=True, slots=True)
class Face:
    """Type and padding of one kind of sign, in map units.

    `lead` and `tail` are the room left and right of the text.
    """

    size: float
    weight: Weight
    line: int
    lead: int
    tail: int
    height: int  # of a sign with one line
    most: int  # lines


FACES = {
    BoxKind.SECTION: Face(size=20, weight=700, line=24, lead=20, tail=20, height=50, most=2),
    BoxKind.TOPIC: Face(size=15, weight=700, line=18, lead=14, tail=14 + ARROW, height=34, most=3),
    BoxKind.CHIP: Face(size=14, weight=500, line=17, lead=12, tail=12, height=28, most=2),
}


@dataclass(frozen=True, slots=True)
class Plate:
    """A sign that has been measured but not placed."""

    title: str
    lines: tuple[str, ...]
    width: int
    height: int
    rtl: bool


def badge_width(badge: int) -> int:
    """Return the width of the plate with the lab count, 0 without labs."""
    return 8 + 8 * len(str(badge)) if badge > 0 else 0


def number_width(number: str) -> int:
    """Return the width of a section's number plate, 0 without a number."""
    return max(30, _even(text_width(number, 17, 700)) + 14) if number else 0


def lead_of(kind: BoxKind, level: Level, number: str) -> int:
    """Return the room between a sign's left edge and its text."""
    disc = DISC if level is Level.NOT_RECOMMENDED else 0
    return (EXIT + number_width(number) + 14 if number else FACES[kind].lead) + disc


def tail_of(kind: BoxKind, badge: int) -> int:
    """Return the room between the text and a sign's right edge."""
    return FACES[kind].tail + (badge_width(badge) + 7 if badge > 0 else 0)


def measure(title: str, kind: BoxKind, room: float, *, level: Level, badge: int = 0, number: str = "") -> Plate:
    """Measure a sign that may be up to `room` wide, padding and badge included."""
    face = FACES[kind]
    around = lead_of(kind, level, number) + tail_of(kind, badge)
    title = clean(title) or "–"
    lines = wrap(title, room - around, face.size, face.weight, face.most)
    widest = max(text_width(line, face.size, face.weight) for line in lines)
    return Plate(
        title=title,
        lines=lines,
        width=_even(widest) + around,
        height=face.height + face.line * (len(lines) - 1),
        rtl=is_rtl(title),
    )


def _even(length: float) -> int:
    """Round up to an even number, so that the middle is a whole one."""
    return -(-int(length + 0.999) // 2) * 2
