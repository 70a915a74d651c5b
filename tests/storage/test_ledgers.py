from __future__ import annotations

from datetime import UTC, datetime, timedelta

from roadworthy.labs import Status
from roadworthy.storage import AttemptOrigin, LedgerEntry, Store

from .conftest import make_lab, make_verdict

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LAB = make_lab()
OTHER = make_lab("other", ("b", "a", "a"), "c" * 64)


def record(
    store: Store, learner: str, lab=LAB, status: Status = Status.PASSED, minutes: int = 0, name: str = ""
) -> None:
    store.record_attempt(
        learner, lab, make_verdict(lab, status), {}, attempt=name, started=NOON + timedelta(minutes=minutes)
    )


def test_the_ledger_holds_every_attempt_and_of_those_that_passed_what_they_prove(store: Store) -> None:
    record(store, "ada", status=Status.FAILED, minutes=1)
    record(store, "ada", minutes=2, name="second")
    record(store, "ada", OTHER, name="other", minutes=-5)
    record(store, "ada", OTHER, Status.NOT_JUDGED, minutes=9)
    record(store, "bob")
    at = [NOON + timedelta(minutes=minutes) for minutes in (1, 2, -5, 9)]
    ledger = store.ledger("ada")
    assert tuple(ledger) == (
        LedgerEntry("cache-aside", at[0], Status.FAILED),
        LedgerEntry("cache-aside", at[1], Status.PASSED, "second", "a" * 64, "b" * 64, ("cache-aside", "redis")),
        LedgerEntry("other", at[2], Status.PASSED, "other", "c" * 64, "b" * 64, ("a", "b")),
        LedgerEntry("other", at[3], Status.NOT_JUDGED),
    )
    assert all(entry.started.tzinfo is UTC for entry in ledger)
    assert len(ledger) == len(tuple(ledger))
    assert ledger.latest == at[3]


def test_several_ledgers_come_at_once_and_strangers_have_none(store: Store) -> None:
    record(store, "ada")
    record(store, "bob", OTHER, Status.FAILED)
    assert tuple(store.ledger("nobody")) == ()
    both = store.ledgers(["ada", "bob", "nobody"])
    assert both == {"ada": store.ledger("ada"), "bob": store.ledger("bob")}


def test_failures_are_those_that_were_judged_and_came_later(store: Store) -> None:
    every = [Status.BROKEN, Status.FAILED, Status.LIMIT, Status.NOT_JUDGED, Status.COMPONENT_FAILED]
    for minutes, status in enumerate(every):
        record(store, "ada", status=status, minutes=minutes)
        record(store, "ada", OTHER, status, minutes)
    found = store.ledger("ada").failures({"cache-aside": NOON, "unknown": NOON})
    assert found == {"cache-aside": [NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)]}
    assert all(at.tzinfo is UTC for at in found["cache-aside"])
    assert not store.ledger("nobody").failures({"cache-aside": NOON})


def test_two_ledgers_are_equal_that_hold_the_same(store: Store) -> None:
    record(store, "ada", name="first")
    before = store.ledger("ada")
    assert before == store.ledger("ada")
    record(store, "ada", status=Status.FAILED)
    assert before != store.ledger("ada")
    assert store.ledger("nobody") == store.ledger("nobody")


def test_an_attempt_keeps_the_environment_that_judged_it_and_where_it_came_from(store: Store) -> None:
    recorded = store.record_attempt("ada", LAB, make_verdict(LAB), {}, environment_hash="e" * 12)
    assert store.attempt(recorded.id) == recorded
    assert (recorded.environment_hash, recorded.origin) == ("e" * 12, AttemptOrigin.JUDGED)


def test_histories_of_a_lab_are_those_of_the_newest_learners(store: Store) -> None:
    record(store, "ada")
    record(store, "bob", minutes=7)
    record(store, "bob", status=Status.FAILED)
    record(store, "bob", OTHER)
    bob = ((NOON, Status.FAILED), (NOON + timedelta(minutes=7), Status.PASSED))
    assert store.lab_histories(["cache-aside", "unknown"]) == {"cache-aside": (((NOON, Status.PASSED),), bob)}
    assert store.lab_histories(["cache-aside"], learners=1) == {"cache-aside": (bob,)}
