"""A laid-out map as SVG: every sign a link with a name that can be read aloud, and not one colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from roadworthy.roadmap.map_model import BoxKind, Claim, EvidenceMark, MapBlock, MapBox, MapLayout, MapSection, StopMark
from roadworthy.roadmap.map_plates import ARROW, DISC, EXIT, FACES, badge_width, lead_of, number_width, tail_of
from roadworthy.roadmap.map_signs import definitions, plate, rim, use
from roadworthy.roadmap.map_text import clean
from roadworthy.roadmap.model import Level

Href = Callable[[str], str]

_UNMARKED = StopMark()
_CLAIM_WORDS = {Claim.LEARNING: "learning", Claim.DONE: "claimed done", Claim.SKIPPED: "skipped"}
_EVIDENCE_WORDS = {
    EvidenceMark.PASSED: "passed",
    EvidenceMark.PARTIAL: "partly passed",
    EvidenceMark.EARLIER: "passed in an earlier version",
    EvidenceMark.DUE: "passed, review due",
    EvidenceMark.INFERRED: "inferred",
}
_OVERTAKES_CLAIMS = frozenset({EvidenceMark.PASSED, EvidenceMark.DUE})


def render_svg(layout: MapLayout, marks: Mapping[str, StopMark], *, href: Href, title: str) -> str:
    """Draw a map. The result is well-formed XML that may stand in an HTML page, whatever the titles say.

    Args:
        layout: Of `lay_out`.
        marks: Place id -> how it stands; places without one are drawn as pending.
        href: Place id -> the address its sign leads to.
        title: Name of the roadmap, for those who hear the page.
    """
    return "".join(_parts(layout, marks, href, title))


def accessible_name(box: MapBox, mark: StopMark) -> str:
    """Return what is read aloud for a sign: "Redis, must-know, 2 labs, passed"."""
    words = [f"{box.number}. {box.title}" if box.number else box.title]
    if box.level is not Level.UNMARKED:
        words.append(box.level.value)
    if labs := box.badge or mark.labs:
        words.append("1 lab" if labs == 1 else f"{labs} labs")
    if mark.evidence is not EvidenceMark.NONE:
        words.append(_EVIDENCE_WORDS[mark.evidence])
    if _shown_claim(mark) is not Claim.PENDING:
        words.append(_CLAIM_WORDS[mark.claim])
    return ", ".join(words)


def _parts(layout: MapLayout, marks: Mapping[str, StopMark], href: Href, title: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map {layout.variant}" role="group" '
        f'aria-label="{escape(clean(title))}" viewBox="0 0 {layout.width} {layout.height}" '
        f'width="{layout.width}" height="{layout.height}" text-anchor="middle">'
    )
    yield definitions(box.badge for box in layout.boxes)
    yield _road(layout)
    for section in layout.sections:
        yield from _section(section, marks, href)
    yield "</svg>"


def _road(layout: MapLayout) -> str:
    line = f"M{layout.road_x} {layout.road_top}V{layout.road_bottom}"
    circle = f'cx="{layout.road_x}" cy="{layout.road_bottom}"'
    turn = layout.road_width * 3 // 4
    edge = max(2, layout.road_width // 8)
    return (
        f'<g class="ways" aria-hidden="true"><path class="street" d="{"".join(layout.streets)}"/>'
        f'<path class="asphalt" stroke-width="{layout.road_width}" d="{line}"/><circle class="turn" {circle} r="{turn}"/>'
        f'<path class="edge" stroke-width="{layout.road_width - edge}" d="{line}"/>'
        f'<circle class="turn-edge" {circle} r="{turn - edge}"/>'
        f'<path class="asphalt" stroke-width="{layout.road_width - edge - 3}" d="{line}"/>'
        f'<path class="lane" d="{line}"/></g>'
    )


def _section(section: MapSection, marks: Mapping[str, StopMark], href: Href) -> Iterator[str]:
    sign = section.sign
    yield f'<g class="stretch" role="group" aria-label="{escape(sign.title)}"{_at(sign.x, sign.y)}>'
    yield _sign(sign, marks.get(sign.id, _UNMARKED), href)
    if section.blocks:
        yield '<g role="list">'
        for block in section.blocks:
            yield from _block(block, section.sign, marks, href)
        yield "</g>"
    yield "</g>"


def _block(block: MapBlock, sign: MapBox, marks: Mapping[str, StopMark], href: Href) -> Iterator[str]:
    """Draw a topic relative to its section and its chips relative to it: numbers that recur compress well."""
    topic = block.topic
    yield f'<g role="listitem"{_at(topic.x - sign.x, topic.y - sign.y)}>'
    yield _sign(topic, marks.get(topic.id, _UNMARKED), href)
    if block.chips:
        yield '<g role="list">'
        for chip in block.chips:
            yield f'<g role="listitem"{_at(chip.x - topic.x, chip.y - topic.y)}>'
            yield _sign(chip, marks.get(chip.id, _UNMARKED), href)
            yield "</g>"
        yield "</g>"
    yield "</g>"


def _at(x: int, y: int) -> str:
    return f' transform="translate({x} {y})"'


def _sign(box: MapBox, mark: StopMark, href: Href) -> str:
    """Draw one sign as a link, from (0, 0)."""
    name = accessible_name(box, mark)
    label = f' aria-label="{escape(name)}"' if name != box.lines[0] else ""
    tooltip = clean(mark.tooltip) or (box.title if box.lines[-1].endswith("…") else "")
    return (
        f'<a class="{_classes(box, mark)}" data-stop="{escape(box.id)}" href="{escape(href(box.id))}"{label}>'
        + (f"<title>{escape(tooltip)}</title>" if tooltip else "")
        + plate(box)
        + _furniture(box, mark)
        + _text(box)
        + _state(box, mark)
        + "</a>"
    )


def _classes(box: MapBox, mark: StopMark) -> str:
    names = [box.kind.value]
    if box.level is not Level.UNMARKED:
        names.append(box.level.value)
    if box.group and box.kind is BoxKind.CHIP:
        names.append("head")
    if mark.evidence is not EvidenceMark.NONE:
        names.append(mark.evidence.value)
    if _shown_claim(mark) is not Claim.PENDING:
        names.append(mark.claim.value)
    return " ".join(names)


def _shown_claim(mark: StopMark) -> Claim:
    """Return the claim, unless evidence has overtaken it."""
    return Claim.PENDING if mark.evidence in _OVERTAKES_CLAIMS else mark.claim


def _furniture(box: MapBox, mark: StopMark) -> str:
    """Draw what is on a plate beside its name: rim, number, no-entry disc, lab count."""
    parts = []
    middle = box.height // 2
    if box.kind is BoxKind.SECTION or mark.evidence is EvidenceMark.PASSED:
        parts.append(rim(box))
    if box.number:
        width = number_width(box.number)
        parts.append(
            f'<rect class="exit" x="{EXIT}" y="{middle - 15}" width="{width}" height="30" rx="3"/>'
            f'<text class="exit-no" x="{EXIT + width // 2}" y="{middle + 6}">{escape(box.number)}</text>'
        )
    left = FACES[box.kind].lead + (ARROW if _points_left(box) else 0)
    if box.level is Level.NOT_RECOMMENDED:
        parts.append(use(Level.NOT_RECOMMENDED, left + DISC // 2 - 2, middle))
    if box.badge > 0:
        width = badge_width(box.badge)
        x = box.width - tail_of(box.kind, 0) - width + (ARROW if _points_left(box) else 0) + 5
        parts.append(use(f"labs-{box.badge}", x, middle))
    return "".join(parts)


def _points_left(box: MapBox) -> bool:
    return box.kind is BoxKind.TOPIC and box.side == "left"


def _text(box: MapBox) -> str:
    """Draw the name, centred in the room between what stands left and right of it."""
    face = FACES[box.kind]
    lead, tail = lead_of(box.kind, box.level, box.number), tail_of(box.kind, box.badge)
    x = lead + (box.width - lead - tail) // 2 + (ARROW if _points_left(box) else 0)
    y = round(box.height / 2 - (len(box.lines) - 1) * face.line / 2 + face.size * 0.35)
    direction = ' direction="rtl"' if box.rtl else ""
    if len(box.lines) == 1:
        return f'<text x="{x}" y="{y}"{direction}>{escape(box.lines[0])}</text>'
    spans = "".join(
        f'<tspan x="{x}" y="{y + at * face.line}">{escape(line)}</tspan>' for at, line in enumerate(box.lines)
    )
    return f"<text{direction}>{spans}</text>"


def _state(box: MapBox, mark: StopMark) -> str:
    """Draw the claim on the leading edge and the seal of evidence on the trailing corner."""
    parts = ""
    claim = _shown_claim(mark)
    if claim is not Claim.PENDING:
        parts += use(claim, 0, box.height // 2)
    if mark.evidence is not EvidenceMark.NONE:
        parts += use(mark.evidence, box.width - (0 if _points_left(box) or box.kind is not BoxKind.TOPIC else ARROW), 0)
    return parts
