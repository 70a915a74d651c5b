"""What is proven, what is claimed, and what to do next."""

from typing import Annotated

from fastapi import APIRouter, Query

from roadworthy.roadmap import Claim
from roadworthy.web.api.models import ClaimOut, EvidenceListOut, EvidenceOut, NextOut
from roadworthy.web.state import State

router = APIRouter(tags=["evidence"])


@router.get("/evidence", summary="What the learner has proven")
def evidence(state: State) -> EvidenceListOut:
    """Return all evidence, newest first, and apart from it all claims."""
    return EvidenceListOut(
        evidence=[EvidenceOut.model_validate(record) for record in state.store.evidence(state.learner)],
        claims=[
            ClaimOut.model_validate(claim)
            for claim in state.store.claims(state.learner)
            if claim.state is not Claim.PENDING
        ],
    )


@router.get("/next", summary="What to do next")
def next_lab(
    state: State,
    roadmap: Annotated[str | None, Query(max_length=60, description="Slug; left out, our own roadmap.")] = None,
) -> NextOut:
    """Return the lab to do next on a roadmap, why, and two alternatives."""
    return NextOut.model_validate(state.next_lab(roadmap))
