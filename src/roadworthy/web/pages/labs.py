"""Pages of labs: the list, and the bench on which one is worked at."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from roadworthy.progress import LabProgress
from roadworthy.web.markdown import render
from roadworthy.web.pages.render import page
from roadworthy.web.state import AppState, State
from roadworthy.web.views import LabSummary, LabView

router = APIRouter()

STATES = (
    (LabProgress.NEW, "New"),
    (LabProgress.TRIED, "Begun"),
    (LabProgress.PASSED, "Passed"),
    (LabProgress.EARLIER_VERSION, "Passed an earlier version"),
)


@router.get("/labs")
def list_of_labs(
    state: State,
    q: Annotated[str, Query(max_length=200)] = "",
    topic: Annotated[str, Query(max_length=100)] = "",
    chosen: Annotated[str, Query(alias="state", max_length=40)] = "",
) -> HTMLResponse:
    """List the labs, by topic, state and words."""
    summaries = state.lab_summaries()
    shown = [
        summary
        for summary in summaries
        if (not topic or summary.lab.topic == topic)
        and (not chosen or summary.state.progress == chosen)
        and _mentions(summary, q)
    ]
    return page(
        "labs.html",
        here="labs",
        shown=shown,
        total=len(summaries),
        topics=sorted({summary.lab.topic for summary in summaries}),
        titles={summary.lab.id: summary.lab.title for summary in summaries},
        states=STATES,
        query=q,
        topic=topic,
        chosen=chosen,
        suggestion=state.next_lab().lab,
    )


def _mentions(summary: LabSummary, words: str) -> bool:
    lab = summary.lab
    text = " ".join((lab.id, lab.title, lab.topic, *lab.skills, *lab.components)).casefold()
    return all(word in text for word in words.casefold().split())


@router.get("/labs/{lab}")
def one_lab(lab: str, state: State, review: Annotated[date | None, Query()] = None) -> HTMLResponse:
    """Show a lab: brief, editor, checks, hints; with `?review=DAY` the review of it that was begun on that day."""
    view = state.lab_view(lab, review)
    names = _in_order(view)
    return page(
        "lab.html",
        here="labs",
        view=view,
        names=names,
        brief=render(view.brief, skip_title=True),
        data=_data(view, names, review),
        review=review,
        has_mistake=bool(view.summary.lab.mutants),
        is_probe=_is_probe(state, lab),
    )


def _is_probe(state: AppState, lab: str) -> bool:
    """Return True if the lab is what the learner's placement asks for, or has just been answered by."""
    placed = state.placed()
    if placed is None or placed.record.ended:
        return False
    asked = placed.probe.probe.id if placed.probe else ""
    return lab in {asked, *(step.lab for step in placed.answers[-1:])}


def _in_order(view: LabView) -> list[str]:
    """Return the file names, those to edit first."""
    return [*view.editable, *sorted(set(view.files) - set(view.editable))]


def _data(view: LabView, names: list[str], review: date | None) -> dict[str, Any]:
    """Return what the script of the lab page begins with."""
    return {
        "lab": view.summary.lab.id,
        "files": [
            {
                "name": name,
                "text": view.files.get(name, ""),
                "sha256": view.hashes.get(name, ""),
                "editable": name in view.editable,
            }
            for name in names
        ],
        "review": review.isoformat() if review else "",
        "verdict": view.attempts[0].verdict.to_dict() if view.attempts and not review else None,
    }


@router.post("/labs/{lab}/hint")
def take_hint(lab: str, state: State) -> RedirectResponse:
    """Take the next hint (for browsers without scripts) and go back to the lab."""
    state.take_hint(lab)
    return RedirectResponse(f"/labs/{quote(lab, safe='')}#hints-title", status_code=303)
