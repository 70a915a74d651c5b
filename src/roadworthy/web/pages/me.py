"""Somebody's progress: the overview, and the attempts behind it, each with its code."""

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from roadworthy.web.markdown import coloured
from roadworthy.web.me import me_view
from roadworthy.web.pages.render import page
from roadworthy.web.state import AppState, State

router = APIRouter()


@router.get("/me")
def overview(state: State) -> HTMLResponse:
    """Show skills, what is next, what is due, what was done."""
    return page("me.html", here="me", view=me_view(state), title_of=lambda lab: lab_title(state, lab))


@router.get("/evidence")
def evidence() -> RedirectResponse:
    """Lead on to the overview, which shows all evidence."""
    return RedirectResponse("/me", status_code=308)


@router.get("/evidence/{attempt}")
def attempt(attempt: str, state: State) -> HTMLResponse:
    """Show one attempt: the verdict and the code as it was judged."""
    found = state.attempt(attempt)
    files = state.submission(attempt)
    code = [(name, coloured(text, name=name)) for name, text in sorted(files.items())]
    theirs = state.labs[found.lab].edit if found.lab in state.labs else tuple(files)
    return page(
        "attempt.html",
        here="me",
        attempt=found,
        title=lab_title(state, found.lab),
        known=found.lab in state.labs,
        written=[file for file in code if file[0] in theirs],
        given=[file for file in code if file[0] not in theirs],
    )


def lab_title(state: AppState, lab: str) -> str:
    """Return the lab's title; its id if the lab is no longer there."""
    return state.labs[lab].title if lab in state.labs else lab


def lab_address(lab: str) -> str:
    """Return the address of a lab's page."""
    return f"/labs/{quote(lab, safe='')}"
