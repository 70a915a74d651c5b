"""People by skills, from the ledgers that they exported: nothing of them is kept."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from roadworthy.errors import RoadworthyError
from roadworthy.progress import matrix_csv
from roadworthy.web.ledgers import (
    MatrixView,
    ledger_folder,
    ledgers_of_folder,
    matrix_view,
    numbered,
    packed,
    unpacked,
)
from roadworthy.web.pages.render import page
from roadworthy.web.security import MAX_BODY
from roadworthy.web.state import AppState, State

router = APIRouter(prefix="/matrix")


@router.get("")
def of_the_folder(state: State, roadmap: Annotated[str, Query(max_length=60)] = "") -> HTMLResponse:
    """Show the ledgers of the folder beside the database, if there are any, and the form that takes others."""
    files = ledgers_of_folder(state)
    if not files:
        return _page(state, None)
    try:
        return _page(state, matrix_view(state, files, roadmap), roadmap=roadmap)
    except RoadworthyError as error:
        return _page(state, None, error=error)


@router.post("")
async def of_files(
    state: State,
    roadmap: Annotated[str, Form(max_length=60)] = "",
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> HTMLResponse:
    """Show the ledgers that were chosen."""
    chosen = numbered([(file.filename or "", await file.read()) for file in files or () if file.filename])
    try:
        view = await run_in_threadpool(matrix_view, state, chosen, roadmap)
    except RoadworthyError as error:
        return _page(state, None, roadmap=roadmap, error=error)
    return _page(state, view, roadmap=roadmap)


def _page(
    state: AppState, view: MatrixView | None, *, roadmap: str = "", error: RoadworthyError | None = None
) -> HTMLResponse:
    return page(
        "matrix.html",
        status=422 if error else 200,
        here="me",
        view=view,
        roadmaps=state.store.roadmaps(),
        chosen=roadmap,
        error=error,
        folder=ledger_folder(state),
        csv=packed(matrix_csv(view.matrix).encode()) if view else "",
    )


@router.post("/csv")
def as_csv(packed: Annotated[str, Form(max_length=MAX_BODY)]) -> Response:
    """Return the table that the page sent along as a file."""
    headers = {"Content-Disposition": 'attachment; filename="matrix.csv"'}
    return Response(unpacked(packed), media_type="text/csv; charset=utf-8", headers=headers)
