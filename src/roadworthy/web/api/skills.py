"""The skill catalogue, with how the learner stands."""

from collections.abc import Mapping

from fastapi import APIRouter

from roadworthy.errors import NotFoundError
from roadworthy.progress import SkillState
from roadworthy.roadmap import EvidenceMark
from roadworthy.skills import Skill
from roadworthy.web.api.models import SkillOut
from roadworthy.web.state import State

router = APIRouter(prefix="/skills", tags=["skills"])


def _skill_out(skill: Skill, states: Mapping[str, SkillState]) -> SkillOut:
    state = states.get(skill.id, SkillState(skill.id, EvidenceMark.NONE))
    return SkillOut(
        id=skill.id,
        title=skill.title,
        kind=skill.kind,
        area=skill.area,
        note=skill.note,
        requires=list(skill.requires),
        evidence=state.mark,
        labs=list(state.labs),
    )


@router.get("", summary="List skills")
def list_skills(state: State) -> list[SkillOut]:
    """Return every skill of the catalogue."""
    states = state.skill_states()
    return [_skill_out(skill, states) for skill in state.skills.values()]


@router.get("/{skill}", summary="One skill")
def one_skill(skill: str, state: State) -> SkillOut:
    """Return a skill, the labs that prove it, and whether the learner has."""
    if skill not in state.skills:
        raise NotFoundError(f"there is no skill {skill[:80]!r}")
    return _skill_out(state.skills[skill], state.skill_states())
