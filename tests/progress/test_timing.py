from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadworthy.labs import Status
from roadworthy.progress import EstimateSource, estimates
from roadworthy.progress.timing import worked

from .conftest import NOON
from .ledgers import LABS, failed, passed

FAILED, PASSED = Status.FAILED, Status.PASSED


def history(*minutes: float, last: Status = PASSED) -> tuple[tuple[datetime, Status], ...]:
    at = [NOON + timedelta(minutes=each) for each in minutes]
    return (*((each, FAILED) for each in at[:-1]), (at[-1], last))


def test_work_is_from_the_first_attempt_to_the_pass_without_what_came_after() -> None:
    assert worked([*history(0, 5, 17), (NOON + timedelta(minutes=40), PASSED)]) == 17


def test_a_night_is_not_work() -> None:
    assert worked(history(0, 10, 10 + 14 * 60, 10 + 14 * 60 + 5)) == 45


def test_what_nobody_saw_is_not_measured() -> None:
    assert worked(history(3)) == 0
    assert worked(history(0, 9, last=FAILED)) == 0
    assert worked([]) == 0


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_attempts_does_not_matter(minutes: list[int], rng: object) -> None:
    found = list(history(*sorted(minutes)))
    assert worked(found[::-1]) == worked(found)


def test_a_lab_says_how_long_it_takes_until_somebody_was_measured() -> None:
    (found,) = estimates([LABS["sql-1"]], LABS, [], {"sql-1": [history(0, 9)] * 4}).values()
    assert (found.minutes, found.source) == (20, EstimateSource.LAB)
    assert found.sentence == "about 20 min (the lab's own estimate)"


def test_enough_learners_are_believed_more_than_the_lab() -> None:
    others = [history(0, 20, 40 + extra) for extra in (0, 1, 2, 3, 100)] + [history(5)] * 9
    (found,) = estimates([LABS["sql-1"]], LABS, [], {"sql-1": others}).values()
    assert found.sentence == "about 40 min (median of 5 who passed it)"


def test_a_learner_is_measured_on_their_own_labs() -> None:
    ledger = [
        entry
        for name in ("redis-1", "orm-1", "indexes-1")
        for entry in (failed(name, NOON), passed(name, NOON + timedelta(minutes=10)))
    ]
    (found,) = estimates([LABS["sql-1"]], LABS, ledger, {}).values()
    assert found.sentence == "about 10 min (at your pace, measured on 3 labs)"
    (found,) = estimates([LABS["sql-1"]], LABS, ledger[:4], {}).values()
    assert found.source is EstimateSource.LAB
