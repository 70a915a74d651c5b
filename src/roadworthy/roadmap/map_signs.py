"""The shapes of signs and the glyphs on them, as SVG. Colours come from the style sheet (frontend/src/map.css).

A level is a shape (solid, outline, dashed, octagon with a no-entry disc, thin), a claim a hollow mark on a sign's leading
edge, evidence a seal on its trailing corner: nothing is told by colour alone, and a claim never looks like evidence.
What is only inferred has a dotted disc there, which is no seal.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from roadworthy.roadmap.map_model import BoxKind, Claim, EvidenceMark, MapBox
from roadworthy.roadmap.map_plates import ARROW, badge_width
from roadworthy.roadmap.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

ROUND = 6  # radius of a plate's corners
RIM = 3  # how far inside a plate its rim runs


def _seal(outer: float, inner: float, teeth: int) -> str:
    """Return the outline of a stamped seal around (0, 0)."""
    points = []
    for step in range(teeth * 2):
        radius = inner if step % 2 else outer
        angle = pi * step / teeth
        points.append(f"{radius * sin(angle):.1f} {-radius * cos(angle):.1f}")
    return f"M{'L'.join(points)}Z"


_SEAL = _seal(9.5, 7.8, 12)

GLYPHS: dict[str, str] = {
    Claim.LEARNING: '<path class="g-works" d="M0-9.5 9.5 7.5H-9.5Z"/><path class="g-heap" d="M-5 5.2A3.4 3.4 0 0 1 1.6 5.2ZM.6 1.6 3.4 4.6"/>',
    Claim.DONE: '<circle class="g-open" r="8.5"/><path class="g-line" d="M-3 5.2V-5.2L4.4-2.4-3 .4"/>',
    Claim.SKIPPED: '<circle class="g-open" r="8.5"/><path class="g-line" d="M-6.4 3.2 3.2-6.4M-5 5 5-5M-3.2 6.4 6.4-3.2"/>',
    EvidenceMark.PASSED: f'<path class="g-seal" d="{_SEAL}"/><path class="g-tick" d="M-4 .4-1.2 3.4 4.2-3"/>',
    EvidenceMark.PARTIAL: (
        f'<path class="g-stamp" d="{_SEAL}"/><path class="g-half" d="M0-5.6A5.6 5.6 0 0 0 0 5.6Z"/>'
        '<circle class="g-ring" r="5.6"/>'
    ),
    EvidenceMark.EARLIER: f'<path class="g-stamp" d="{_SEAL}"/><path class="g-hands" d="M-4 .4-1.2 3.4 4.2-3"/>',
    EvidenceMark.DUE: f'<path class="g-stamp" d="{_SEAL}"/><path class="g-hands" d="M0-4.4V.4L3.2 2.2"/>',
    EvidenceMark.INFERRED: '<circle class="g-dotted" r="8.5"/><path class="g-hands" d="M-4.6 1.4C-3-2.6-1.4-2 0 0S3 2.6 4.6-1.4"/>',
    Level.NOT_RECOMMENDED: '<circle class="g-stop" r="7"/><path class="g-bar" d="M-4 0H4"/>',
}


def glyph_id(glyph: str) -> str:
    """Return the id under which `definitions` puts a glyph."""
    return f"glyph-{glyph}"


def definitions(badges: Iterable[int]) -> str:
    """Return the `<defs>`: every glyph, drawn around (0, 0) in a circle of radius 9.5, and the lab counts that occur."""
    shapes = "".join(f'<g id="{glyph_id(name)}">{shape}</g>' for name, shape in GLYPHS.items())
    return f"<defs>{shapes}{''.join(_badge(count) for count in sorted(set(badges)) if count > 0)}</defs>"


def _badge(count: int) -> str:
    width = badge_width(count)
    return (
        f'<g id="{glyph_id(f"labs-{count}")}"><rect class="badge" y="-8" width="{width}" height="16" rx="3"/>'
        f'<text class="badge-no" x="{width // 2}" y="4">{count}</text></g>'
    )


def use(glyph: str, x: int, y: int) -> str:
    """Return a glyph at a point."""
    return f'<use href="#{glyph_id(glyph)}" x="{x}" y="{y}"/>'


def plate(box: MapBox) -> str:
    """Return the face of a sign, drawn from (0, 0)."""
    if box.level is Level.NOT_RECOMMENDED:
        return f'<path class="plate" d="{_octagon(box.width, box.height)}"/>'
    if box.kind is BoxKind.TOPIC:
        return f'<path class="plate" d="{_arrow(box, 0)}"/>'
    return _rectangle("plate", box, 0)


def rim(box: MapBox) -> str:
    """Return the line inside a sign's edge, as stamped plates and motorway signs have it."""
    if box.kind is BoxKind.TOPIC and box.level is not Level.NOT_RECOMMENDED:
        return f'<path class="rim" d="{_arrow(box, RIM)}"/>'
    return _rectangle("rim", box, RIM)


def _rectangle(name: str, box: MapBox, inset: int) -> str:
    origin = f' x="{inset}" y="{inset}"' if inset else ""
    width, height = box.width - 2 * inset, box.height - 2 * inset
    return f'<rect class="{name}"{origin} width="{width}" height="{height}" rx="{ROUND - inset}"/>'


def _octagon(width: int, height: int) -> str:
    cut = 8
    return f"M{cut} 0H{width - cut}l{cut} {cut}V{height - cut}l-{cut} {cut}H{cut}l-{cut}-{cut}V{cut}z"


def _arrow(box: MapBox, inset: int) -> str:
    """Return a direction sign whose point shows away from the road.

    Signs of one height differ in one number only: a map of hundreds has to compress well.
    """
    radius = ROUND - inset
    half = box.height // 2 - inset
    top, bottom = inset, inset + 2 * half
    corner = f"a{radius} {radius} 0 0 1"
    shift = round(inset * 1.3) if inset else 0  # keeps the rim's point as far from the plate's as its sides are
    if box.side == "left":
        return (
            f"M{ARROW} {top}H{box.width - inset - radius}{corner} {radius} {radius}V{bottom - radius}"
            f"{corner}-{radius} {radius}H{ARROW}L{shift} {top + half}z"
        )
    return (
        f"M{inset + radius} {top}H{box.width - ARROW}l{ARROW - shift} {half}-{ARROW - shift} {half}H{inset + radius}"
        f"{corner}-{radius}-{radius}V{top + radius}{corner} {radius}-{radius}z"
    )
