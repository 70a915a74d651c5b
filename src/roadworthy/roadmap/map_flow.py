"""Lines of signs: what stands below a topic, flowing in rows as words flow in a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roadworthy.roadmap.map_model import BoxKind
from roadworthy.roadmap.map_plates import Plate, measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from roadworthy.roadmap.model import Stop

GAP = 12  # between signs of a row: a mark that straddles a sign's edge has to fit in
ROW_GAP = 9
INDENT = 14
DEEPEST_INDENT = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A measured sign in a row; `x` is counted from where the rows begin, in reading direction."""

    stop: Stop
    plate: Plate
    depth: int
    x: int


@dataclass(slots=True)
class Row:
    """Signs side by side."""

    tokens: list[Token] = field(default_factory=list)
    height: int = 0

    @property
    def end(self) -> int:
        """Return where the last sign ends."""
        last = self.tokens[-1]
        return last.x + last.plate.width

    @property
    def indent(self) -> int:
        """Return how far the row is set in from the street beside the rows."""
        return self.tokens[0].x

    @property
    def length(self) -> int:
        """Return how much room the signs take."""
        return self.end - self.indent

    def add(self, token: Token) -> None:
        """Put a sign at the end."""
        self.tokens.append(token)
        self.height = max(self.height, token.plate.height)


def descendants(stop: Stop) -> Iterator[tuple[Stop, int]]:
    """Yield what is below a stop in reading order, with its depth (1 for children); any depth of nesting."""
    waiting = [(child, 1) for child in reversed(stop.children)]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth
        waiting.extend((child, depth + 1) for child in reversed(found.children))


def flow(stop: Stop, room: int, badges: Mapping[str, int]) -> list[Row]:
    """Break everything below a stop into rows at most `room` wide.

    A child that has children begins a row, and theirs follow it, hanging; so a list of lists reads as one.
    """
    rows: list[Row] = []
    row = Row()
    last_depth = 1
    for child, depth in descendants(stop):
        indent = INDENT * min(depth - 1, DEEPEST_INDENT)
        plate = _measured(child, BoxKind.CHIP, room - indent, badges)
        x = row.end + GAP if row.tokens else indent
        if row.tokens and (child.children or depth < last_depth or x + plate.width > room):
            rows.append(row)
            row = Row()
            x = indent
        row.add(Token(child, plate, depth, x))
        last_depth = depth
    return [*rows, row] if row.tokens else rows


def flow_topics(
    stops: Iterable[Stop], room: int, topic_room: int, badges: Mapping[str, int], *, even: bool
) -> list[Row]:
    """Break topics that have nothing below them into rows at most `room` wide.

    With `even`, there are as many rows for the left of the road as for the right, of about the same length.
    """
    measured = [(stop, _measured(stop, BoxKind.TOPIC, topic_room, badges)) for stop in stops]
    target = room
    if even:
        total = sum(plate.width + GAP for _, plate in measured)
        pairs = max(1, -(-total // (2 * room)))
        target = min(room, total // (2 * pairs))
    rows: list[Row] = []
    row = Row()
    for stop, plate in measured:
        x = row.end + GAP if row.tokens else 0
        if row.tokens and (x + plate.width > room or x + plate.width // 2 > target):
            rows.append(row)
            row = Row()
            x = 0
        row.add(Token(stop, plate, 0, x))
    return [*rows, row] if row.tokens else rows


def height_of(rows: list[Row]) -> int:
    """Return how tall rows are, the gaps between them included."""
    return sum(row.height for row in rows) + ROW_GAP * (len(rows) - 1)


def _measured(stop: Stop, kind: BoxKind, room: int, badges: Mapping[str, int]) -> Plate:
    return measure(stop.title, kind, room, level=stop.level, badge=badges.get(stop.id, 0))
