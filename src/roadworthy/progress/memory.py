"""How long a skill stays: FSRS-6 with its published parameters, in its pass-or-fail form, through the `fsrs` package.

A review is one of two things here, passed or failed, and comes so many whole days after the one before it. So what it
does to memory is a function of four numbers, and remembered: the same few thousand steps are asked for again and again,
by every skill and every learner.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsrs import Scheduler

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


class Review(NamedTuple):
    """A skill was tried: when (UTC), and whether it was still there."""

    at: datetime
    passed: bool


class Memory(NamedTuple):
    """How well a skill is remembered.

    Attributes:
        stability: Days after which it would be remembered with a probability of 90%.
        difficulty: FSRS's, 1 to 10.
        last: When it was tried last, UTC.
        due: When it should be tried again, so that it is remembered with the probability that was asked for.
        reviews: How often it was tried, the first pass included.
    """

    stability: float
    difficulty: float
    last: datetime
    due: datetime
    reviews: int


def remember(reviews: Iterable[Review], retention: float) -> Memory:
    """Return the memory that a skill's reviews leave behind.

    Args:
        reviews: Oldest first, at least one; the first of them is a pass.
        retention: The probability with which the skill shall be remembered when it is due, 0.7 to 0.97 or so.
    """
    tree = _tree(retention)
    following = iter(reviews)
    last, passed = next(following)
    state = tree.first.get(passed) or tree.grow(tree.first, passed, None)
    count = 1
    for at, passed in following:
        days = (at - last).days
        key = passed + 2 * days if days > 0 else passed
        state = state.then.get(key) or tree.grow(state.then, key, state)
        last = at
        count += 1
    return Memory(state.stability, state.difficulty, last, last + timedelta(state.interval), count)


class _State(NamedTuple):
    """What reviews leave behind, whenever they began; `then` has what one more makes of it, by days and outcome."""

    stability: float
    difficulty: float
    interval: int
    then: dict[int, _State]


class _Tree:
    """The states that rows of reviews led to: the same few thousand are asked for by every skill and every learner."""

    MOST = 1 << 16

    def __init__(self, retention: float) -> None:
        self.first: dict[int, _State] = {}
        self._retention = retention
        self._count = 0

    def grow(self, then: dict[int, _State], key: int, before: _State | None) -> _State:
        """Work out a state that is not there yet; with too many of them, the tree begins anew."""
        known = (before.stability, before.difficulty) if before else (None, None)
        made = _State(*_step(*known, key // 2, bool(key % 2), self._retention), {})
        if self._count >= self.MOST:
            self.first.clear()
            self._count = 0
        then[key] = made
        self._count += 1
        return made


@lru_cache(maxsize=8)
def _tree(retention: float) -> _Tree:
    return _Tree(retention)


def retrievabilities(memories: Iterable[Memory], now: datetime) -> list[float]:
    """Return the probabilities (0 to 1) that skills are remembered now, by FSRS's curve of forgetting."""
    factor, decay = _curve()
    return [
        (1 + factor * (days if (days := (now - last).days) > 0 else 0) / stability) ** decay
        for stability, _, last, _, _ in memories
    ]


def after(memory: Memory, days: int, retention: float) -> Memory:
    """Return the memory after a review that is passed so many days after the last one."""
    passed = True
    stability, difficulty, interval = _step(memory.stability, memory.difficulty, days, passed, retention)
    last = memory.last + days * _DAY
    return Memory(stability, difficulty, last, last + interval * _DAY, memory.reviews + 1)


@cache
def _scheduler(retention: float) -> Scheduler:
    from fsrs import Scheduler  # late: most commands need no reviews

    # No steps of minutes, which are for flashcards, and no fuzz, since the same ledger shall give the same dates.
    return Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@lru_cache(maxsize=1 << 16)
def _step(
    stability: float | None, difficulty: float | None, days: int, passed: bool, retention: float
) -> tuple[float, float, int]:
    """Return stability, difficulty and days until due after a review that comes `days` after the last one."""
    from fsrs import Card, Rating, State

    known = stability is not None
    card = Card(
        card_id=0,
        state=State.Review if known else State.Learning,
        step=None if known else 0,
        stability=stability,
        difficulty=difficulty,
        due=_EPOCH,
        last_review=_EPOCH if known else None,
    )
    at = _EPOCH + days * _DAY
    reviewed, _ = _scheduler(retention).review_card(card, Rating.Good if passed else Rating.Again, at)
    if reviewed.stability is None or reviewed.difficulty is None:
        message = "FSRS gave a reviewed card no stability"
        raise TypeError(message)
    return reviewed.stability, reviewed.difficulty, (reviewed.due - at).days


@cache
def _curve() -> tuple[float, float]:
    """Return factor and decay of the curve, as FSRS makes them of its parameters.

    By itself it would be asked through a card a skill, which takes ten times as long.
    """
    decay = -_scheduler(0.9).parameters[20]
    return 0.9 ** (1 / decay) - 1, decay
