"""What is due for review, and beginning one."""

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from roadworthy.progress import ReviewKind
from roadworthy.web.me import review_rows
from roadworthy.web.pages.render import page
from roadworthy.web.state import State

router = APIRouter(prefix="/review")


@router.get("")
def due(state: State) -> HTMLResponse:
    """List the reviews that are due, what is worth most first."""
    overview = state.overview()
    return page(
        "review.html",
        here="me",
        rows=review_rows(state, overview),
        coming=overview.next_due,
        weeks=overview.forecast(),
    )


@router.post("/{lab}/begin")
def begin(lab: str, state: State) -> RedirectResponse:
    """Begin the review of a lab, and lead to it; where another lab reviews the skill, just lead there."""
    found = state.labs.named(lab)
    address = f"/labs/{quote(found.id, safe='')}"
    tasks = {task.lab: task for task in state.overview().reviews()}
    if found.id in tasks and tasks[found.id].kind is ReviewKind.OTHER_LAB:
        return RedirectResponse(address, status_code=303)
    return RedirectResponse(f"{address}?review={state.begin_review(found.id)}", status_code=303)
