"""How the learner stands: mastery, reviews, activity, what is next."""

from typing import Annotated

from fastapi import APIRouter, Query

from roadworthy.web.api.progress_models import (
    DayOut,
    MasteryOut,
    NextOut,
    ReviewOut,
    ReviewsOut,
    SuggestionOut,
    WeekOut,
)
from roadworthy.web.me import next_view, review_rows, skill_title
from roadworthy.web.me_views import ReviewRow, SuggestedLab
from roadworthy.web.state import OURS, State

router = APIRouter(tags=["progress"])


@router.get("/mastery", summary="How the learner stands with every skill")
def mastery(state: State) -> list[MasteryOut]:
    """Return the mastery of every skill of the catalogue, and of any other that was proven."""
    return [
        MasteryOut.model_validate(
            {
                **{name: getattr(each, name) for name in MasteryOut.model_fields if name != "title"},
                "title": skill_title(state, each.skill),
            }
        )
        for each in state.overview().mastery.values()
    ]


@router.get("/next", summary="What to do next")
def next_lab(
    state: State,
    roadmap: Annotated[str | None, Query(max_length=60, description="Slug; left out, our own roadmap.")] = None,
) -> NextOut:
    """Return the lab to do next on a roadmap, why and how long it takes, two alternatives, and what to review first."""
    view = next_view(state, state.overview(), OURS if roadmap is None else roadmap)
    return NextOut(
        lab=_suggestion(view.lab) if view.lab else None,
        alternatives=[_suggestion(each) for each in view.alternatives],
        review=_review(view.review) if view.review else None,
        review_reason=view.review_reason,
    )


def _suggestion(one: SuggestedLab) -> SuggestionOut:
    return SuggestionOut.model_validate(one)


def _review(row: ReviewRow) -> ReviewOut:
    fields = {name: getattr(row.task, name) for name in ReviewOut.model_fields if name != "reason"}
    return ReviewOut(**fields, reason=row.reason)


@router.get("/reviews", summary="What to review")
def reviews(state: State) -> ReviewsOut:
    """Return the reviews that are due, what is worth most first, and when the next one falls due."""
    overview = state.overview()
    return ReviewsOut(due=[_review(row) for row in review_rows(state, overview)], next_due=overview.next_due)


@router.get("/reviews/forecast", summary="Reviews to come")
def forecast(state: State, weeks: Annotated[int, Query(ge=1, le=52)] = 12) -> list[WeekOut]:
    """Return the load of the coming weeks, if every review is passed on its day and nothing new is learned."""
    return [WeekOut.model_validate(week) for week in state.overview().forecast(weeks)]


@router.get("/activity", summary="What was done on which day")
def activity(state: State, days: Annotated[int, Query(ge=1, le=3660)] = 84) -> list[DayOut]:
    """Return the last days, the oldest first, those on which nothing was done too."""
    return [DayOut.model_validate(day) for day in state.overview().activity(days=days)]
