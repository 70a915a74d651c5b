"""What is proven, and apart from it what is claimed."""

from fastapi import APIRouter

from roadworthy.roadmap import Claim
from roadworthy.web.api.models import ClaimOut, EvidenceListOut, EvidenceOut
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
