from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.labs import Lab
from roadworthy.progress import ReviewKind, choose, due_reviews, forecast, mastery, review_reason, rules
from roadworthy.storage import LedgerEntry

from .conftest import NOON, by_id, lab
from .ledgers import CATALOGUE, DAY, LABS, RULES, ledgers, passed

MISTAKES = {"one": "test_it", "two": "test_it", "three": "test_it"}


def changed(one: Lab, **fields: object) -> Lab:
    other = replace(one, **fields)
    vars(other)["hash"] = one.hash  # else it is read from the folder, which this lab has none of
    return other


WITH_MISTAKES = {name: changed(each, mutants=MISTAKES) for name, each in LABS.items()}


def due(ledger: list[LedgerEntry], labs=WITH_MISTAKES, *, now=NOON, stops=None):
    by = rules(labs, CATALOGUE)
    return due_reviews(mastery(ledger, by, now=now), labs, by, now=now, stops=stops)


def test_nothing_is_reviewed_before_it_is_due() -> None:
    assert due([]) == ()
    assert due([passed("sql-1", NOON - DAY)]) == ()
    (task,) = due([passed("sql-1", NOON - 2 * DAY)])
    assert (task.lab, task.skills, task.due) == ("sql-1", ("sql",), NOON)


def test_a_mistake_has_to_be_found_in_a_lab_that_was_passed_and_it_is_another_one_each_time() -> None:
    ledger: list[LedgerEntry] = []
    variants = []
    for days in (0, 5, 30, 120):
        ledger.append(passed("redis-1", NOON + days * DAY))
        (task,) = due(ledger, now=NOON + days * DAY + 400 * DAY)
        assert (task.lab, task.kind, task.minutes) == ("redis-1", ReviewKind.FIND_MISTAKE, 8)
        variants.append(task.variant)
    assert variants[:3] in ([0, 1, 2], [1, 2, 0], [2, 0, 1])
    assert variants[3] == variants[0]


def test_with_several_labs_passed_the_one_passed_longest_ago_is_taken() -> None:
    ledger = [passed("sql-1", NOON - 90 * DAY), passed("sql-2", NOON - 80 * DAY)]
    assert [task.lab for task in due(ledger)] == ["sql-1"]
    ledger.append(passed("sql-1", NOON - 70 * DAY, code="new"))
    assert [task.lab for task in due(ledger, now=NOON + 400 * DAY)] == ["sql-2"]


def test_a_short_lab_that_was_never_passed_is_better_and_a_long_one_is_not() -> None:
    short = {**WITH_MISTAKES, "sql-2": changed(LABS["sql-2"], minutes=10)}
    (task,) = due([passed("sql-1", NOON - 9 * DAY)], short)
    assert (task.lab, task.kind, task.minutes) == ("sql-2", ReviewKind.OTHER_LAB, 10)
    longer = {**WITH_MISTAKES, "sql-2": changed(LABS["sql-2"], minutes=11)}
    (task,) = due([passed("sql-1", NOON - 9 * DAY)], longer)
    assert (task.lab, task.kind) == ("sql-1", ReviewKind.FIND_MISTAKE)


def test_without_mistakes_it_is_the_lab_again_and_without_labs_it_is_nothing() -> None:
    (task,) = due([passed("redis-1", NOON - 9 * DAY)], LABS)
    assert (task.kind, task.minutes, task.variant) == (ReviewKind.AGAIN, 20, 0)
    assert due([passed("redis-1", NOON - 9 * DAY)], by_id(lab("other", "sql"))) == ()


def test_one_review_is_for_all_due_skills_of_its_lab() -> None:
    (task,) = due([passed("indexes-1", NOON - 9 * DAY)])
    assert task.skills == ("sql", "indexes"), "more rests on sql"
    assert task.rests == 2
    assert (
        review_reason(task, ["SQL", "Indexes"], NOON)
        == "“SQL” and “Indexes” have been due for 7 days, and 2 skills rest on them."
    )


def test_what_more_rests_on_and_what_has_faded_further_comes_first() -> None:
    same_day = [passed("redis-1", NOON - 9 * DAY), passed("sql-1", NOON - 9 * DAY)]
    assert [task.lab for task in due(same_day)] == ["sql-1", "redis-1"]
    faded = [passed("redis-1", NOON - 9 * DAY), passed("tuning-1", NOON - 300 * DAY)]
    assert [task.lab for task in due(faded)] == ["tuning-1", "redis-1"]
    on_the_road = due(same_day, stops={"redis": 9})
    assert [task.lab for task in on_the_road] == ["redis-1", "sql-1"]


@given(ledgers, st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_reviews_fit_the_time_there_is_and_what_is_worth_most_is_among_them(
    ledger: list[LedgerEntry], minutes: int
) -> None:
    tasks = due(ledger)
    chosen = choose(reversed(tasks), minutes)
    assert sum(task.minutes for task in chosen) <= minutes
    assert [task for task in tasks if task in chosen] == list(chosen)
    left = minutes - sum(task.minutes for task in chosen)
    assert all(task.minutes > left for task in tasks if task not in chosen)
    if tasks and tasks[0].minutes <= minutes:
        assert chosen[0] == tasks[0]
    assert sorted({skill for task in tasks for skill in task.skills}) == sorted(
        skill for skill, each in mastery(ledger, RULES, now=NOON).items() if each.due and each.due <= NOON
    )


def test_the_forecast_counts_what_is_due_and_what_comes_after_it_was_passed() -> None:
    by = rules(WITH_MISTAKES, CATALOGUE)
    found = mastery([passed("indexes-1", NOON - DAY), passed("redis-1", NOON - 50 * DAY)], by, now=NOON)
    loads = forecast(found, WITH_MISTAKES, by, now=NOON)
    assert len(loads) == 12
    assert [load.begins for load in loads] == [NOON + timedelta(weeks=week) for week in range(12)]
    assert loads[0].reviews == 2, "two skills of one lab on one day are one review; the other is overdue"
    assert all(load.minutes == 8 * load.reviews for load in loads)
    assert 3 < sum(load.reviews for load in loads) < 10, "intervals grow"


@pytest.mark.parametrize("retention", [0.8, 0.95])
def test_who_wants_to_keep_more_reviews_more(retention: float) -> None:
    ledger = [passed(name, NOON - DAY) for name in LABS]

    def load(retained: float) -> int:
        by = rules(WITH_MISTAKES, CATALOGUE, retained)
        return sum(each.minutes for each in forecast(mastery(ledger, by, now=NOON), WITH_MISTAKES, by, now=NOON))

    assert (load(retention) > load(0.9)) is (retention > 0.9)
    assert load(retention) != load(0.9)


def test_a_learner_who_reviews_a_quarter_of_an_hour_a_day_never_drowns() -> None:
    """Half a year, every lab passed at once: what is left over at the end of a day stays a handful."""
    by = rules(WITH_MISTAKES, CATALOGUE)
    ledger = [passed(name, NOON) for name in LABS]
    left = []
    for day in range(180):
        now = NOON + day * DAY
        tasks = due_reviews(mastery(ledger, by, now=now), WITH_MISTAKES, by, now=now)
        ledger += [passed(task.lab, now, code=str(now)) for task in choose(tasks, 16)]
        left.append(len(tasks))
    assert max(left[30:]) <= 3
