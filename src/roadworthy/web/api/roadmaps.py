"""Roadmaps: list, add, read, remove; stops, matches, coverage, the map, claims."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Query, UploadFile, status
from pydantic import BaseModel, Field
from starlette.responses import Response

from roadworthy.errors import NotFoundError
from roadworthy.roadmap import Width, lay_out
from roadworthy.storage import Origin
from roadworthy.web.api.models import (
    AddedOut,
    ClaimIn,
    ClaimOut,
    CoverageOut,
    FindingOut,
    MatchOut,
    RecordOut,
    RoadmapOut,
    RoadmapSummaryOut,
    SectionOut,
    StopDetailOut,
    StopStateOut,
)
from roadworthy.web.state import State
from roadworthy.web.views import RoadmapView

router = APIRouter(prefix="/roadmaps", tags=["roadmaps"])

Slug = Annotated[str, Field(max_length=60, description="Its name in addresses; left out, it comes from the title.")]
Title = Annotated[str, Field(max_length=200, description="For people; left out, the document's own.")]


class PastedIn(BaseModel):
    """A roadmap as text."""

    text: str = Field(description="Markdown.", max_length=1024 * 1024)
    slug: Slug = ""
    title: Title = ""


class AddressIn(BaseModel):
    """Where a roadmap is to be fetched from."""

    url: str = Field(description="http or https; pages of GitHub and GitLab are understood.", max_length=2000)
    slug: Slug = ""
    title: Title = ""


@router.get("", summary="List roadmaps")
def list_roadmaps(state: State) -> list[RoadmapSummaryOut]:
    """Return every roadmap with its coverage and how far the learner is."""
    return [RoadmapSummaryOut.model_validate(summary) for summary in state.roadmaps()]


@router.post("", summary="Add a roadmap as text", status_code=status.HTTP_201_CREATED)
def add_text(state: State, body: PastedIn) -> AddedOut:
    """Store a document. The same text again changes nothing; another under the same slug is its next version."""
    added = state.add_roadmap(body.text, origin=Origin.PASTED, slug=body.slug, title=body.title)
    return AddedOut.model_validate(added)


@router.post("/upload", summary="Upload a roadmap", status_code=status.HTTP_201_CREATED)
def upload(
    state: State,
    file: Annotated[UploadFile, File(description="A Markdown file, at most 1 MB, in any encoding.")],
    slug: Annotated[str, Form(max_length=60)] = "",
    title: Annotated[str, Form(max_length=200)] = "",
) -> AddedOut:
    """Store a file, byte for byte."""
    return AddedOut.model_validate(state.add_roadmap(file.file.read(), origin=Origin.UPLOADED, slug=slug, title=title))


@router.post("/fetch", summary="Fetch a roadmap", status_code=status.HTTP_201_CREATED)
async def fetch(state: State, body: AddressIn) -> AddedOut:
    """Fetch a Markdown file from the open internet and store it."""
    return AddedOut.model_validate(await state.fetch_roadmap(body.url, slug=body.slug, title=body.title))


@router.get("/{slug}", summary="Read a roadmap")
def read(slug: str, state: State) -> RoadmapOut:
    """Return the document, read, with the state of every place."""
    view = state.roadmap_view(slug)
    return RoadmapOut(
        record=RecordOut.model_validate(view.record),
        title=view.roadmap.title,
        description=view.roadmap.description,
        sections=[SectionOut.model_validate(section) for section in view.roadmap.sections],
        states={place: StopStateOut.model_validate(one) for place, one in view.states.items()},
        coverage=CoverageOut.model_validate(view.coverage),
        findings=[FindingOut.model_validate(finding) for finding in view.findings],
        next_lab=view.next_lab,
    )


@router.delete("/{slug}", summary="Remove a roadmap", status_code=status.HTTP_204_NO_CONTENT)
def remove(slug: str, state: State) -> Response:
    """Hide a roadmap. Its texts and claims are kept, and come back when it is added again."""
    state.store.remove_roadmap(slug)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get(
    "/{slug}/source",
    summary="The document itself",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}}, "description": "Byte for byte as it was added"}},
)
def source(slug: str, state: State, version: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """Return the Markdown of the current version, or of an earlier one."""
    # As a download: a document of somebody else's is not to be rendered under our origin.
    return Response(
        state.store.roadmap_text(slug, version=version),
        media_type="text/markdown",
        headers={"Content-Disposition": "attachment"},
    )


@router.get("/{slug}/coverage", summary="How much of it has labs")
def coverage(slug: str, state: State) -> CoverageOut:
    """Return how many stops there are, and how many have labs."""
    return CoverageOut.model_validate(state.roadmap_view(slug).coverage)


@router.get("/{slug}/matches", summary="Which places were recognised as which skills")
def matches(slug: str, state: State) -> list[MatchOut]:
    """Return every match with its confidence and the reason."""
    view = state.roadmap_view(slug)
    return [MatchOut.model_validate(match) for found in view.matches.values() for match in found]


@router.get("/{slug}/map", summary="The geometry of the map")
def layout(slug: str, state: State, width: Width = "wide") -> dict[str, Any]:
    """Return boxes, streets and extents, in CSS pixels at natural size."""
    from dataclasses import asdict

    view = state.roadmap_view(slug)
    return asdict(lay_out(view.roadmap, badges(view), width=width))


def badges(view: RoadmapView) -> dict[str, int]:
    """Return place -> number of its labs, for those that have any."""
    return {place: len(state.labs) for place, state in view.states.items() if state.labs}


@router.get("/{slug}/stops/{place}", summary="One stop or section")
def stop(slug: str, place: str, state: State) -> StopDetailOut:
    """Return how the learner stands with a place, what it was recognised as, and where it stands."""
    view = state.stop_view(slug, place)
    return StopDetailOut(
        place=view.place.id,
        title=view.place.title,
        above=[each.id for each in view.above],
        children=[child.id for child in view.children],
        state=StopStateOut.model_validate(view.state),
        matches=[MatchOut.model_validate(skill.match) for skill in view.skills],
    )


@router.get("/{slug}/claims", summary="What the learner claims")
def claims(slug: str, state: State) -> list[ClaimOut]:
    """Return the learner's claims on a roadmap, oldest first."""
    state.store.roadmap(slug)
    return [ClaimOut.model_validate(claim) for claim in state.store.claims(state.learner, slug)]


@router.put("/{slug}/stops/{place}/claim", summary="Claim a stop")
def claim(slug: str, place: str, state: State, body: Annotated[ClaimIn, Body()]) -> ClaimOut:
    """Record what the learner says of a stop; `pending` takes it back."""
    state.set_claim(slug, place, body.claim)
    for made in state.store.claims(state.learner, slug):
        if made.stop == place:
            return ClaimOut.model_validate(made)
    raise NotFoundError(f"the roadmap {slug!r} was removed meanwhile")
