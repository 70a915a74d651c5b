"""The database itself throws a summary away with whatever changes its ledger, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text

from roadworthy.labs import Status
from roadworthy.storage import AttemptOrigin, KeptSummary, PortableAttempt, Store

from .conftest import make_lab, make_verdict

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LAB = make_lab()


@pytest.fixture
def engine(store: Store):
    made = create_engine(store._url)
    yield made
    made.dispose()


def record(store: Store, learner: str, status: Status = Status.PASSED, code: str = "b") -> str:
    return store.record_attempt(learner, LAB, make_verdict(LAB, status, submission=code), {}, started=NOON).id


def kept(store: Store, learner: str = "ada") -> KeptSummary:
    return store.summaries.of([learner], "rules")[learner]


def keep(store: Store, *learners: str) -> None:
    store.summaries.keep(dict.fromkeys(store.summaries.of(learners, "rules").values(), "all of it"), "rules")


def test_a_summary_is_kept_for_who_asks_by_the_same_rules(store: Store) -> None:
    record(store, "ada")
    record(store, "bob")
    keep(store, "bob", "ada", "nobody")
    found = store.summaries.of(["bob", "nobody", "ada"], "rules")
    assert [(name, each.text) for name, each in found.items()] == [("bob", "all of it"), ("ada", "all of it")]
    assert store.summaries.of(["ada"], "other rules")["ada"].text == ""


@pytest.mark.parametrize("status", [Status.PASSED, Status.FAILED])
def test_an_attempt_throws_away_its_learners_and_nobody_elses(store: Store, status: Status) -> None:
    record(store, "ada")
    record(store, "bob")
    keep(store, "ada", "bob")
    before = kept(store)
    record(store, "ada", status, code="c")
    assert kept(store).text == ""
    assert (kept(store).changes or 0) > (before.changes or 0)
    assert kept(store, "bob").text == "all of it"
    store.summaries.keep({before: "too late"}, "rules")
    assert kept(store).text == ""


def test_so_does_an_import_of_older_attempts_and_one_that_is_only_tried_does_not(store: Store) -> None:
    name = record(store, "bob")
    record(store, "ada")
    (theirs,) = store.portable_attempts("bob")
    keep(store, "ada")
    older = replace(theirs.record, id=f"{name[:20]}-2", started=datetime(2020, 1, 1, tzinfo=UTC))
    new = PortableAttempt(replace(older, origin=AttemptOrigin.IMPORTED), theirs.skills, NOON)
    store.import_attempts("ada", [new], {"b": {}}, dry_run=True)
    assert kept(store).text == "all of it"
    store.import_attempts("ada", [new], {"b": {}})
    assert kept(store).text == ""


EDITS = (
    "UPDATE evidence SET skill = 'juggling' WHERE skill = 'redis'",
    "DELETE FROM evidence WHERE skill = 'redis'",
    "UPDATE attempts SET started = '2020-01-01 00:00:00.000000'",
    "DELETE FROM attempts",
)


@pytest.mark.parametrize("edit", EDITS)
def test_so_does_whoever_edits_the_ledger_by_hand(store: Store, engine, edit: str) -> None:
    record(store, "ada")
    keep(store, "ada")
    before = kept(store)
    with engine.begin() as connection:
        for table in ("attempts", "evidence"):
            on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {table}_append_only{on}"))
        connection.execute(text(edit))
    assert kept(store).text == ""
    store.summaries.keep({before: "too late"}, "rules")
    assert kept(store).text == ""


def test_attempts_that_go_to_somebody_else_are_a_change_for_both(store: Store, engine) -> None:
    record(store, "ada")
    record(store, "bob")
    keep(store, "ada", "bob")
    with engine.begin() as connection:
        on = " ON evidence" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER evidence_append_only{on}"))
        connection.execute(text("UPDATE evidence SET learner_id = (SELECT id FROM learners WHERE name = 'bob')"))
    assert (kept(store).text, kept(store, "bob").text) == ("", "")


def test_a_learner_can_be_removed_with_all_they_did(store: Store, engine) -> None:
    record(store, "ada")
    record(store, "bob")
    keep(store, "ada", "bob")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(text("DELETE FROM learners WHERE name = 'ada'"))
    assert store.summaries.of(["ada", "bob"], "rules").keys() == {"bob"}
    assert store.learners() == ("bob",)
    assert kept(store, "bob").text == "all of it"


def test_without_a_row_to_count_in_nothing_is_kept_until_the_next_attempt(store: Store, engine) -> None:
    record(store, "ada")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM mastery_summaries"))
    keep(store, "ada")
    assert kept(store) == KeptSummary(kept(store).learner, None, "")
    record(store, "ada", code="c")
    keep(store, "ada")
    assert kept(store).text == "all of it"
