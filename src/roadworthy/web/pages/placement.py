"""Pages of a placement: what to claim, one question at a time, what came out. All of it works without scripts."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from roadworthy.storage import ProbeWord
from roadworthy.web.pages.render import page
from roadworthy.web.placing import claim_sections, claims_of, placement_view
from roadworthy.web.state import State

router = APIRouter(prefix="/placement")


def _back() -> RedirectResponse:
    return RedirectResponse("/placement", status_code=303)


ClaimedSkills = Annotated[list[Annotated[str, Form(max_length=100)]], Form(max_length=2000)]


@router.get("")
def placement(state: State, again: Annotated[bool, Query()] = False) -> HTMLResponse:
    """Show the placement as it stands, or the form that begins one."""
    view = None if again else placement_view(state)
    if view is None:
        running = state.store.placements.last(state.learner) is not None
        return page("placement_start.html", here="me", sections=claim_sections(state), running=running)
    return page("placement.html", here="me", view=view)


@router.post("")
def begin(
    state: State, say: Annotated[Literal["claims", "nothing"], Form()], skill: ClaimedSkills | None = None
) -> RedirectResponse:
    """Begin a placement with what was ticked, or without claims."""
    claims = claims_of(state, set(skill or ())) if say == "claims" else {}
    state.store.placements.begin(state.learner, claims)
    return _back()


@router.post("/answer")
def answer(
    state: State, probe: Annotated[str, Form(max_length=200)], word: Annotated[ProbeWord, Form()]
) -> RedirectResponse:
    """Keep that the learner cannot do a probe, or wants to be asked something else."""
    state.store.placements.note(state.learner, state.labs.named(probe).id, word)
    return _back()


@router.post("/end")
def end(state: State) -> RedirectResponse:
    """Stop the placement; what it found out so far stays."""
    state.store.placements.set_ended(state.learner, ended=True)
    return _back()


@router.post("/resume")
def resume(state: State) -> RedirectResponse:
    """Go on with a placement that was stopped."""
    state.store.placements.set_ended(state.learner, ended=False)
    return _back()
