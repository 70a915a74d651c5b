"""What is due for review, and beginning one."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

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
