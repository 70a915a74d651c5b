"""The map as a picture in a page: which width, which marks, where its signs lead."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from roadworthy.roadmap import StopMark, Width, lay_out, render_svg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

    from roadworthy.progress import StopState
    from roadworthy.web.views import RoadmapView


def stop_address(slug: str, place: str) -> str:
    """Return the address of a stop's or section's page."""
    return f"/maps/{quote(slug, safe='')}/stops/{quote(place, safe='')}"


def likely_width(request: Request) -> Width:
    """Return "narrow" for what looks like a phone. The page's script asks for the other if that was wrong."""
    mobile = request.headers.get("sec-ch-ua-mobile") == "?1" or "Mobi" in request.headers.get("user-agent", "")
    return "narrow" if mobile else "wide"


def draw(view: RoadmapView, width: Width) -> Markup:
    """Return the map as inline SVG, with the learner's claims and evidence on its signs."""
    marks = {place: _mark(state) for place, state in view.states.items()}
    layout = lay_out(view.roadmap, _badges(view.states), width=width)
    svg = render_svg(
        layout,
        marks,
        href=lambda place: stop_address(view.record.slug, place),
        title=view.record.title,
    )
    return Markup(svg)  # noqa: S704 - render_svg escapes every title


def _mark(state: StopState) -> StopMark:
    return StopMark(claim=state.claim, evidence=state.evidence, labs=len(state.labs))


def _badges(states: Mapping[str, StopState]) -> dict[str, int]:
    return {place: len(state.labs) for place, state in states.items() if state.labs}
