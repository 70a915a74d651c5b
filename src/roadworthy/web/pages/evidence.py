"""Pages of evidence: what was proven, and each attempt with its code."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from roadworthy.web.markdown import coloured
from roadworthy.web.pages.render import page
from roadworthy.web.state import AppState, State

router = APIRouter()


@router.get("/evidence")
def evidence(state: State) -> HTMLResponse:
    """Show what the learner has proven, and apart from it what they claim."""
    view = state.evidence_view()
    return page(
        "evidence.html",
        here="evidence",
        view=view,
        lab_title=lambda lab: _title(state, lab),
        suggestion=state.next_lab().lab,
    )


@router.get("/evidence/{attempt}")
def attempt(attempt: str, state: State) -> HTMLResponse:
    """Show one attempt: the verdict and the code as it was judged."""
    found = state.attempt(attempt)
    files = state.submission(attempt)
    code = [(name, coloured(text, name=name)) for name, text in sorted(files.items())]
    theirs = state.labs[found.lab].edit if found.lab in state.labs else tuple(files)
    return page(
        "attempt.html",
        here="evidence",
        attempt=found,
        title=_title(state, found.lab),
        known=found.lab in state.labs,
        written=[file for file in code if file[0] in theirs],
        given=[file for file in code if file[0] not in theirs],
    )


def _title(state: AppState, lab: str) -> str:
    """Return the lab's title; its id if the lab is no longer there."""
    return state.labs[lab].title if lab in state.labs else lab
