"""Taking a ledger in: first what it would add, then, when that was confirmed, adding it. Exports come from the API."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from roadworthy.errors import RoadworthyError, UsageError
from roadworthy.storage import ImportOutcome
from roadworthy.web.ledgers import packed, take_in, unpacked
from roadworthy.web.me import skill_titles
from roadworthy.web.pages.render import page
from roadworthy.web.security import MAX_BODY
from roadworthy.web.state import AppState, State

router = APIRouter(prefix="/me/import")


@router.post("")
async def look(state: State, file: Annotated[UploadFile | None, File()] = None) -> HTMLResponse:
    """Say what an exported ledger would add. Nothing is changed."""
    try:
        if file is None or not file.filename:
            raise UsageError("there is no file", hint="choose what `roadworthy progress export` wrote")
        data, name = await file.read(), file.filename
        outcome = await run_in_threadpool(take_in, state, data, name, dry_run=True)
    except RoadworthyError as error:
        return _page(state, error=error)
    return _page(state, outcome, ledger=packed(data))


@router.post("/confirm")
def add(state: State, ledger: Annotated[str, Form(max_length=MAX_BODY)]) -> HTMLResponse:
    """Add the ledger whose effect was shown."""
    try:
        outcome = take_in(state, unpacked(ledger), "the ledger", dry_run=False)
    except RoadworthyError as error:
        return _page(state, error=error)
    return _page(state, outcome)


def _page(
    state: AppState, outcome: ImportOutcome | None = None, *, ledger: str = "", error: RoadworthyError | None = None
) -> HTMLResponse:
    return page(
        "import.html",
        status=422 if error else 200,
        here="me",
        outcome=outcome,
        skills=skill_titles(state, outcome.skills) if outcome else [],
        ledger=ledger,
        error=error,
    )
