"""The list of roadmaps, and adding one: pasted, uploaded or fetched."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from roadworthy.errors import RoadworthyError, UsageError
from roadworthy.storage import Origin
from roadworthy.web.pages.render import page
from roadworthy.web.state import AppState, State
from roadworthy.web.views import AddedView

router = APIRouter()


@router.get("/maps")
def list_of_roadmaps(state: State) -> HTMLResponse:
    """List the roadmaps, with a form that adds one."""
    return _list(state)


def _list(state: AppState, *, error: RoadworthyError | None = None, **form: str) -> HTMLResponse:
    empty = {"pasted": "", "address": "", "title": ""}
    return page(
        "maps.html",
        status=422 if error else 200,
        here="maps",
        roadmaps=state.roadmaps(),
        error=error,
        **(empty | form),
    )


@router.post("/maps")
async def add_roadmap(
    state: State,
    text: Annotated[str, Form()] = "",
    url: Annotated[str, Form(max_length=2000)] = "",
    title: Annotated[str, Form(max_length=200)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """Add a roadmap and say what reading it noticed; what was typed is not lost when that fails."""
    try:
        added = await _added(state, text, url.strip(), title.strip(), file)
    except RoadworthyError as error:
        return _list(state, error=error, pasted=text, address=url, title=title)
    return page("added.html", here="maps", added=added)


async def _added(state: AppState, text: str, url: str, title: str, file: UploadFile | None) -> AddedView:
    if file is not None and file.filename:
        data = await file.read()
        return await run_in_threadpool(state.add_roadmap, data, origin=Origin.UPLOADED, title=title)
    if url:
        return await state.fetch_roadmap(url, title=title)
    if text.strip():
        return await run_in_threadpool(state.add_roadmap, text, origin=Origin.PASTED, title=title)
    raise UsageError("there is nothing to read", hint="Paste a text, choose a file, or give an address")
