from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roadworthy.labs import Status
from roadworthy.progress import Basis, Standing, canonical_bytes, mastery, rules
from roadworthy.storage import Ledger, LedgerEntry

from .conftest import NOON, by_id, lab
from .ledgers import CATALOGUE, DAY, HOUR, LABS, RULES, columns, entries, failed, ledgers, passed, standing

few = settings(max_examples=60, deadline=None)
RANK = {Standing.UNPROVEN: 0, Standing.INFERRED: 1, Standing.EARLIER: 2, Standing.FADING: 2, Standing.PASSED: 3}


def test_nothing_is_known_of_who_did_nothing() -> None:
    found = standing()
    assert list(found) == list(CATALOGUE)
    assert {(each.standing, each.confidence, each.basis) for each in found.values()} == {
        (Standing.UNPROVEN, 0.0, Basis.NOTHING)
    }


def test_a_pass_proves_its_skills_and_makes_their_prerequisites_likely() -> None:
    found = standing(failed("tuning-1", NOON - 2 * HOUR), passed("tuning-1", NOON - HOUR, attempt="a"))
    tuning, indexes, sql = (found[name] for name in ("tuning", "indexes", "sql"))
    assert (tuning.standing, tuning.confidence, tuning.rests_on) == (Standing.PASSED, 1.0, ("a",))
    assert tuning.passed == NOON - HOUR
    assert tuning.due is not None
    assert tuning.due > NOON
    assert (indexes.standing, indexes.basis, indexes.rests_on) == (
        Standing.INFERRED,
        Basis.PREREQUISITE,
        ("tuning",),
    )
    assert 1 > indexes.confidence > sql.confidence > 0.8
    assert found["redis"].standing is Standing.UNPROVEN
    assert not indexes.proven


@pytest.mark.parametrize(("fresh", "faded", "sure"), [("orm-1", "tuning-1", 0.95), ("tuning-1", "orm-1", 0.95**2)])
def test_the_surest_of_what_needs_a_skill_counts(fresh: str, faded: str, sure: float) -> None:
    found = standing(passed(faded, NOON - 300 * DAY), passed(fresh, NOON))["sql"]
    assert found.confidence == pytest.approx(sure)
    assert found.rests_on == ("orm", "tuning")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PASSED])
def test_nothing_but_a_pass_proves_anything(status: Status) -> None:
    assert standing(failed("sql-1", NOON - DAY, status)) == standing()


def test_a_lab_that_changed_since_is_passed_on_an_earlier_version() -> None:
    old = standing(passed("sql-1", NOON, version="v0"))["sql"]
    assert (old.standing, old.current, old.confidence) == (Standing.EARLIER, False, pytest.approx(0.9))
    both = standing(passed("sql-1", NOON - HOUR, version="v0"), passed("sql-2", NOON))["sql"]
    assert (both.standing, both.confidence) == (Standing.PASSED, 1.0)


def test_a_lab_that_is_gone_or_proves_less_now_still_has_proven_what_it_did() -> None:
    ledger = [passed("sql-1", NOON), passed("indexes-1", NOON)]
    changed = rules(by_id(lab("indexes-1", "indexes")), CATALOGUE)
    found = mastery(ledger, changed, now=NOON)
    assert (found["sql"].standing, found["indexes"].standing) == (Standing.EARLIER, Standing.PASSED)
    unknown = mastery([LedgerEntry("x", NOON, Status.PASSED, "a", "h", "s", ("juggling",))], RULES, now=NOON)
    assert list(unknown) == [*CATALOGUE, "juggling"]
    assert unknown["juggling"].standing is Standing.EARLIER


def test_a_skill_fades_when_its_review_is_due_and_is_back_after_a_review_for_longer() -> None:
    first = passed("sql-1", NOON)
    fresh = standing(first)["sql"]
    assert fresh.due is not None
    just_before, then = fresh.due - timedelta(seconds=1), fresh.due
    assert standing(first, now=just_before)["sql"].standing is Standing.PASSED
    faded = standing(first, now=then)["sql"]
    assert faded.standing is Standing.FADING
    assert 0.85 < faded.confidence < 0.95
    again = standing(first, passed("sql-2", then), now=then)["sql"]
    assert (again.standing, again.confidence) == (Standing.PASSED, 1.0)
    assert again.due is not None
    assert again.due - then > 2 * (fresh.due - NOON)


def test_the_retention_that_is_asked_for_moves_the_day_of_the_review() -> None:
    days = []
    for retention in (0.8, 0.9, 0.97):
        due = mastery([passed("sql-1", NOON)], rules(LABS, CATALOGUE, retention), now=NOON)["sql"].due
        assert due is not None
        days.append((due - NOON).days)
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 1


def test_the_old_solution_judged_again_is_no_review_and_still_proves_the_lab_as_it_is_now() -> None:
    first = passed("sql-1", NOON - 10 * DAY, code="x", version="v0")
    found = standing(first, passed("sql-1", NOON, code="x"))["sql"]
    alone = standing(first)["sql"]
    assert found.memory == alone.memory
    assert found.standing is Standing.FADING
    assert found.current
    assert not alone.current


def test_the_old_solution_is_a_review_for_who_finds_the_mistake_in_it() -> None:
    first = passed("redis-1", NOON - 60 * DAY, code="mine")
    found = failed("redis-1", NOON - HOUR), passed("redis-1", NOON, code="mine")
    after = standing(first, *found)["redis"]
    assert after.memory is not None
    assert after.memory.reviews == 2
    assert after.standing is Standing.PASSED
    # Who breaks what has just passed, and mends it, has shown nothing new.
    tinkering = failed("redis-1", NOON - 60 * DAY + HOUR), passed("redis-1", NOON - 60 * DAY + 2 * HOUR, code="mine")
    memory = standing(first, *tinkering)["redis"].memory
    assert memory is not None
    assert memory.reviews == 1


def test_a_review_that_was_given_up_says_that_the_skill_is_lost() -> None:
    ledger = [passed("sql-1", NOON - 30 * DAY, code="x"), passed("sql-1", NOON - 28 * DAY, code="y")]
    tried = failed("sql-1", NOON - DAY)
    before, after = standing(*ledger)["sql"].memory, standing(*ledger, tried)["sql"].memory
    assert before is not None
    assert after is not None
    assert after.stability < before.stability
    assert after.reviews == 3


def test_a_lab_that_came_to_prove_more_says_of_each_skill_what_it_said_while_it_proved_it() -> None:
    once, again = passed("indexes-1", NOON - 60 * DAY, code="x"), passed("indexes-1", NOON - 30 * DAY, code="y")
    ledger = [once._replace(skills=("indexes",)), again]
    found = standing(*ledger, failed("indexes-1", NOON - DAY))
    alone = standing(again, failed("indexes-1", NOON - DAY))
    assert (found["sql"].memory, found["sql"].rests_on) == (alone["sql"].memory, alone["sql"].rests_on), (
        "the first pass said nothing of it"
    )
    indexes = found["indexes"].memory
    assert indexes is not None
    assert indexes.reviews == 3


@pytest.mark.parametrize(
    "says_nothing",
    [
        [failed("sql-2", NOON - DAY)],  # a lab that was never passed may be too hard
        [failed("sql-1", NOON - 30 * DAY + HOUR)],  # tinkering with what has just passed
        [failed("sql-1", NOON - HOUR)],  # still at it
        [failed("sql-1", NOON - DAY, Status.NOT_JUDGED), failed("sql-1", NOON - DAY, Status.COMPONENT_FAILED)],
        [failed("redis-1", NOON - DAY)],
    ],
)
def test_other_failures_say_nothing_of_a_skill_that_was_proven(says_nothing: list[LedgerEntry]) -> None:
    ledger = [passed("sql-1", NOON - 30 * DAY)]
    assert standing(*ledger, *says_nothing) == standing(*ledger)


def test_failures_on_the_way_to_a_pass_are_part_of_it() -> None:
    ledger = [passed("sql-1", NOON - 30 * DAY)]
    way = [failed("sql-1", NOON - DAY + n * HOUR) for n in range(5)]
    again = passed("sql-1", NOON - DAY + 5 * HOUR, code="new")
    assert standing(*ledger, *way, again)["sql"] == standing(*ledger, again)["sql"]


def test_placement_infers_and_never_outranks_a_pass() -> None:
    placed = {"redis": 0.97, "sql": 0.99, "indexes": 0.3}
    found = standing(passed("tuning-1", NOON), now=NOON + 300 * DAY, placed=placed)
    assert (found["redis"].standing, found["redis"].basis, found["redis"].confidence) == (
        Standing.INFERRED,
        Basis.PLACEMENT,
        0.97,
    )
    assert found["indexes"].basis is Basis.PREREQUISITE, "the surer of the two is named"
    assert found["tuning"].standing is Standing.FADING


# --- clocks


def test_attempts_from_the_future_count_and_their_date_does_not() -> None:
    wrong = datetime(2199, 1, 1, tzinfo=UTC)
    found = standing(passed("redis-1", NOON - 3 * DAY), passed("sql-1", wrong))["sql"]
    assert found.passed == NOON - 3 * DAY, "when the ledger begins"
    assert found.proven
    assert found.due is not None
    assert found.due < NOON, "it is reviewed soon, not in 2199"
    alone = standing(passed("sql-1", wrong))["sql"]
    assert (alone.passed, alone.standing) == (NOON, Standing.PASSED)


def test_a_clock_that_was_set_back_changes_nothing_but_the_order() -> None:
    ledger = [passed("sql-1", NOON - 3 * DAY), passed("sql-2", NOON - 9 * DAY)]
    assert standing(*ledger) == standing(*reversed(ledger))
    assert standing(*ledger)["sql"].passed == NOON - 3 * DAY


@pytest.mark.parametrize("month", [3, 10])
def test_the_night_when_clocks_change_is_as_long_as_any_other(month: int) -> None:
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, month, 24, 20, tzinfo=berlin)
    local = [passed("sql-1", (evening.astimezone(UTC) + n * DAY).astimezone(berlin), code=str(n)) for n in (0, 2, 9)]
    utc = [entry._replace(started=entry.started.astimezone(UTC)) for entry in local]
    now = datetime(2026, month, 24, tzinfo=UTC) + 40 * DAY
    assert standing(*local, now=now) == standing(*utc, now=now)


# --- properties


@few
@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_the_ledger_does_not_matter(ledger: list[LedgerEntry], rng: random.Random) -> None:
    shuffled = [*ledger, *ledger[:3]]  # and what is there twice counts once
    rng.shuffle(shuffled)
    one, other = (canonical_bytes(standing(*each), learner="ada", at=NOON) for each in (ledger, shuffled))
    assert one == other


@few
@given(ledgers)
def test_it_does_not_matter_whether_a_ledger_comes_from_a_database(ledger: list[LedgerEntry]) -> None:
    stored = Ledger(
        tuple(entry for entry in ledger if entry.status is Status.PASSED),
        columns([entry for entry in ledger if entry.status is not Status.PASSED]),
    )
    assert len(stored) == len(ledger)
    one, other = (canonical_bytes(standing(*each), learner="ada", at=NOON) for each in (ledger, stored))
    assert one == other == canonical_bytes(mastery(stored, RULES, now=NOON), learner="ada", at=NOON)


@few
@given(ledgers, st.sampled_from(sorted(LABS)))
def test_a_pass_now_lowers_nothing(ledger: list[LedgerEntry], of: str) -> None:
    before, after = standing(*ledger), standing(*ledger, passed(of, NOON, code="new"))
    for name in CATALOGUE:
        assert after[name].confidence >= before[name].confidence - 1e-9, name
        assert RANK[after[name].standing] >= RANK[before[name].standing], name
        assert (after[name].due or NOON) >= (before[name].due or NOON), name


@few
@given(ledgers, entries().filter(lambda entry: entry.status is Status.PASSED))
def test_a_pass_at_any_time_lowers_no_prerequisite_that_it_does_not_try(
    ledger: list[LedgerEntry], entry: LedgerEntry
) -> None:
    before, after = standing(*ledger), standing(*ledger, entry._replace(attempt="one more", submission_hash="one more"))
    tried = set(entry.skills)
    assume(
        all(each.started <= NOON for each in ledger)
    )  # what comes from the future is dated by where the ledger begins
    for name in CATALOGUE:
        if name in tried:
            assert after[name].proven
        else:
            assert RANK[after[name].standing] >= RANK[before[name].standing], name


@few
@given(ledgers)
def test_confidence_is_a_probability_and_goes_with_the_standing(ledger: list[LedgerEntry]) -> None:
    proven = {name for entry in ledger for name in entry.skills}
    for name, each in standing(*ledger).items():
        assert 0.0 <= each.confidence <= 1.0
        assert each.proven == (name in proven)
        assert (each.standing is Standing.UNPROVEN) == (each.confidence == 0.0)
        assert each.proven == (each.memory is not None)
