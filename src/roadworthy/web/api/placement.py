"""A placement: begin it, say what one cannot do, stop, and see what it infers. Probes are answered by passing their labs."""

from fastapi import APIRouter, status

from roadworthy.errors import NotFoundError
from roadworthy.progress import Placed, because
from roadworthy.web.api.progress_models import (
    EndedIn,
    InferredOut,
    PlacementIn,
    PlacementOut,
    ProbeOut,
    StepOut,
    WordIn,
)
from roadworthy.web.state import AppState, State

router = APIRouter(prefix="/placement", tags=["placement"])


@router.get("", summary="The placement as it stands")
def placement(state: State) -> PlacementOut:
    """Return what is asked next, what was answered, and what that infers."""
    return _out(state)


@router.post("", summary="Begin a placement", status_code=status.HTTP_201_CREATED)
def begin(state: State, body: PlacementIn) -> PlacementOut:
    """Begin anew; what was said in an earlier placement no longer counts, what was passed does."""
    for skill in body.claims:
        state.skills.get_or_fail(skill)
    state.store.placements.begin(state.learner, body.claims)
    return _out(state)


@router.post("/words", summary="Say something of a probe")
def say(state: State, body: WordIn) -> PlacementOut:
    """Say that one cannot do it, which counts as a failure, or that something else shall be asked."""
    state.store.placements.note(state.learner, state.labs.named(body.probe).id, body.word)
    return _out(state)


@router.patch("", summary="Stop, or go on")
def end(state: State, body: EndedIn) -> PlacementOut:
    """Stop the placement, or go on with it. What it infers stays."""
    state.store.placements.set_ended(state.learner, ended=body.ended)
    return _out(state)


def _out(state: AppState) -> PlacementOut:
    placed = state.placed()
    if placed is None:
        raise NotFoundError("no placement was begun", hint="POST /api/v1/placement begins one")
    return PlacementOut(
        running=placed.is_running,
        enough=placed.is_enough,
        started=placed.record.started,
        claims=dict(placed.record.claims),
        confidence=placed.confidence,
        steps=[
            StepOut(
                lab=step.lab,
                at=step.at,
                outcome=step.outcome,
                told=dict(step.told),
                known=list(step.change.known),
                unknown=list(step.change.unknown),
                unlocked=list(step.change.unlocked),
            )
            for step in placed.steps
        ],
        probe=_probe(placed),
        skills={
            skill: InferredOut(
                probability=each.probability,
                known=each.known,
                ground=each.ground,
                by=list(each.by),
                why=because(each, state.skills, state.labs),
            )
            for skill, each in placed.states.items()
        },
    )


def _probe(placed: Placed) -> ProbeOut | None:
    if placed.probe is None or not placed.is_running:
        return None
    return ProbeOut(
        lab=placed.probe.probe.id,
        why=placed.probe.why,
        minutes=placed.probe.minutes,
        decides=list(placed.probe.decides),
        tries=placed.tries,
    )
