"""Pages of one roadmap: the map, its drawing alone, the outline, a stop, and claims made on it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form, Header, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from roadworthy.roadmap import Claim, Section, Stop, Width
from roadworthy.web.pages.drawing import draw, likely_width, stop_address
from roadworthy.web.pages.render import page
from roadworthy.web.state import OURS, AppState, State
from roadworthy.web.views import RoadmapView

router = APIRouter()

FromHtmx = Annotated[str | None, Header(alias="HX-Request")]


@router.get("/")
def our_map(request: Request, state: State) -> HTMLResponse:
    """Show the map of our own roadmap."""
    return _map_page(request, state, OURS, "")


@router.get("/maps/{slug}")
def one_map(
    slug: str, request: Request, state: State, stop: Annotated[str, Query(max_length=300)] = ""
) -> HTMLResponse:
    """Show a map; with `?stop=ID` that stop is open beside it."""
    return _map_page(request, state, slug, stop)


def _map_page(request: Request, state: AppState, slug: str, stop: str) -> HTMLResponse:
    view = state.roadmap_view(slug)
    width = likely_width(request)
    opened = state.stop_view(slug, stop) if stop else None
    return page(
        "map.html",
        here="map" if slug == OURS else "maps",
        view=view,
        width=width,
        drawing=draw(view, width),
        stop=opened,
        stop_is_section=opened is not None and isinstance(opened.place, Section),
        next_lab=state.labs.get(view.next_lab) if view.next_lab else None,
        skill_title=_skill_titles(state),
        **_counts(view),
    )


def _counts(view: RoadmapView) -> dict[str, int]:
    """Return how many stops are proven and how many are claimed done."""
    sections = [view.states[section.id] for section in view.roadmap.sections]
    return {"passed": sum(state.passed for state in sections), "claimed": sum(state.done for state in sections)}


@router.get("/maps/{slug}/drawing")
def drawing(slug: str, state: State, width: Width = "wide") -> HTMLResponse:
    """Return the map's drawing alone, for a script that wants another width or fresh marks."""
    return page("drawing.html", drawing=draw(state.roadmap_view(slug), width))


@router.get("/maps/{slug}/outline")
def outline(slug: str, state: State, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """Show the same data as a nested list; with `?q=` only what is called so, and what it stands under."""
    view = state.roadmap_view(slug)
    return page(
        "outline.html",
        here="map" if slug == OURS else "maps",
        view=view,
        query=q,
        shown=_found(view, q) if q.strip() else None,
    )


def _found(view: RoadmapView, words: str) -> set[str]:
    """Return the ids of places whose title has every word, with all that stand above and below them."""
    wanted = words.casefold().split()
    found: set[str] = set()

    def search(place: Section | Stop, above: tuple[str, ...]) -> None:
        if all(word in place.title.casefold() for word in wanted):
            found.update(above, (place.id,), (stop.id for stop in place.walk()))
        for child in _below(place):
            search(child, (*above, place.id))

    for section in view.roadmap.sections:
        search(section, ())
    return found


def _below(place: Section | Stop) -> Iterator[Stop]:
    yield from place.stops if isinstance(place, Section) else place.children


@router.get("/maps/{slug}/stops/{place}")
def one_stop(slug: str, place: str, state: State, from_htmx: FromHtmx = None) -> HTMLResponse:
    """Show a stop or section: a page, or the panel beside the map when its script asks."""
    return _stop(slug, place, state, "stop_panel.html" if from_htmx else "stop.html")


def _stop(slug: str, place: str, state: AppState, template: str) -> HTMLResponse:
    view = state.stop_view(slug, place)
    return page(
        template,
        here="map" if slug == OURS else "maps",
        view=view,
        is_section=isinstance(view.place, Section),
        skill_title=_skill_titles(state),
    )


def _skill_titles(state: AppState) -> object:
    return lambda skill: state.skills[skill].title if skill in state.skills else skill


@router.post("/maps/{slug}/stops/{place}/claim")
def claim(slug: str, place: str, state: State, claim: Annotated[Claim, Form()], from_htmx: FromHtmx = None) -> Response:
    """Record what the learner says of a stop; the answer is the stop as it stands now."""
    state.set_claim(slug, place, claim)
    if from_htmx:
        return _stop(slug, place, state, "stop_panel.html")
    return RedirectResponse(stop_address(slug, place), status_code=303)
