"""What a skill's reviews leave behind is what FSRS says, card by card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.progress.memory import Memory, Review, _Tree, remember, retrievabilities

from .conftest import NOON
from .ledgers import DAY

histories = st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=9)


def replayed(history: list[tuple[int, bool]], retention: float) -> tuple[Card, list[Review]]:
    scheduler = Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    at, reviews, card = NOON, [], Card()
    for days, passed in [(0, True), *history]:
        at += timedelta(days)
        reviews.append(Review(at, passed))
        card, _ = scheduler.review_card(card, Rating.Good if passed else Rating.Again, at)
    return card, reviews


@given(histories, st.sampled_from([0.7, 0.9, 0.97]))
@settings(max_examples=100, deadline=None)
def test_reviews_leave_behind_what_fsrs_says(history: list[tuple[int, bool]], retention: float) -> None:
    card, reviews = replayed(history, retention)
    for _ in range(2):  # worked out, and looked up
        found = remember(reviews, retention)
        assert (found.stability, found.difficulty) == pytest.approx((card.stability, card.difficulty))
        assert (found.last, found.due, found.reviews) == (card.last_review, card.due, len(reviews))


@given(histories)
@settings(max_examples=20, deadline=None)
def test_a_tree_that_is_full_begins_anew_and_says_the_same(history: list[tuple[int, bool]]) -> None:
    _, reviews = replayed(history, 0.9)
    expected = remember(reviews, 0.9)
    most = _Tree.MOST
    _Tree.MOST = 2
    try:
        assert remember(reviews, 0.9) == expected
    finally:
        _Tree.MOST = most


@given(st.floats(0.01, 3000), st.integers(-5, 4000))
def test_forgetting_follows_the_curve_of_fsrs(stability: float, days: int) -> None:
    card = Card(state=State.Review, stability=stability, difficulty=5.0, due=NOON, last_review=NOON)
    expected = Scheduler().get_card_retrievability(card, NOON + days * DAY)
    assert retrievabilities([Memory(stability, 5.0, NOON, NOON, 1)], NOON + days * DAY) == [expected]
