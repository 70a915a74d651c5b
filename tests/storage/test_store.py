from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.labs import Status
from roadworthy.roadmap import Claim
from roadworthy.storage import ClaimSource, Store, open_store

from .conftest import make_lab, make_verdict

FILES = {"cache.py": "def get():\n    return '\ud800 \x00 ü'\n"}


def test_a_pass_is_recorded_with_verdict_files_and_evidence_of_every_skill(store: Store) -> None:
    lab = make_lab()
    verdict = make_verdict(lab)
    recorded = store.record_attempt("ada", lab, verdict, FILES)
    again = store.attempt(recorded.id)
    assert again == recorded
    assert again.verdict == verdict
    assert again.seed == 2**70
    assert store.submission_files(again.submission_hash) == FILES
    evidence = store.evidence("ada")
    assert {record.skill for record in evidence} == {"redis", "cache-aside"}
    assert {(record.attempt, record.lab, record.lab_hash, record.submission_hash) for record in evidence} == {
        (recorded.id, "cache-aside", "a" * 64, "b" * 64)
    }
    assert store.evidence("bob") == ()


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PASSED])
def test_nothing_but_a_pass_gives_evidence(store: Store, status: Status) -> None:
    lab = make_lab()
    store.record_attempt("ada", lab, make_verdict(lab, status), FILES)
    assert store.evidence("ada") == ()
    assert [attempt.status for attempt in store.attempts("ada")] == [status]
    judged = {Status.FAILED, Status.BROKEN, Status.LIMIT}
    assert store.attempt_counts("ada") == ({"cache-aside": 1} if status in judged else {})


def test_attempts_come_newest_first_of_one_lab_or_all(store: Store) -> None:
    one, two = make_lab("one"), make_lab("two")
    ids = [store.record_attempt("ada", lab, make_verdict(lab), FILES).id for lab in (one, two, one)]
    assert [attempt.id for attempt in store.attempts("ada")] == ids[::-1]
    assert [attempt.id for attempt in store.attempts("ada", "one")] == [ids[2], ids[0]]
    assert [attempt.id for attempt in store.attempts("ada", limit=1)] == [ids[2]]


def test_an_attempt_without_hash_keeps_its_files_too(store: Store) -> None:
    lab = make_lab()
    recorded = store.record_attempt("ada", lab, make_verdict(lab, Status.NOT_JUDGED, submission=""), FILES)
    assert store.submission_files(recorded.submission_hash) == FILES


def test_an_id_is_used_once_and_a_refused_attempt_leaves_nothing(store: Store) -> None:
    lab = make_lab()
    store.record_attempt("ada", lab, make_verdict(lab, Status.FAILED), FILES, attempt="x")
    with pytest.raises(UsageError, match="recorded already"):
        store.record_attempt("ada", lab, make_verdict(lab), FILES, attempt="x")
    with pytest.raises(UsageError, match="id of an attempt"):
        store.record_attempt("ada", lab, make_verdict(lab), FILES, attempt="../x")
    assert store.evidence("ada") == ()
    assert len(store.attempts("ada")) == 1


@pytest.mark.parametrize("table", ["attempts", "submissions", "evidence"])
def test_what_was_recorded_cannot_be_changed(store: Store, table: str) -> None:
    lab = make_lab()
    store.record_attempt("ada", lab, make_verdict(lab), FILES)
    column = {"attempts": "status", "submissions": "hash", "evidence": "skill"}[table]
    with store._engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(text(f"UPDATE {table} SET {column} = 'passed'"))  # noqa: S608 - the names are the parameters above


def test_moments_are_in_utc(store: Store) -> None:
    lab = make_lab()
    before = datetime.now(UTC)
    recorded = store.record_attempt("ada", lab, make_verdict(lab), FILES)
    assert before - timedelta(seconds=1) < recorded.started + timedelta(seconds=0.25) <= datetime.now(UTC)
    assert store.attempt(recorded.id).started.utcoffset() == timedelta(0)
    assert store.evidence("ada")[0].at.tzinfo is not None


def test_hints_are_counted_up_to_what_there_is(store: Store) -> None:
    assert store.hints_taken("ada", "one") == 0
    assert [store.take_hint("ada", "one", available=2) for _ in range(3)] == [1, 2, 2]
    assert store.take_hint("bob", "one") == 1
    assert store.hints_taken("ada", "one") == 2


def test_many_threads_write_at_once_and_nothing_is_lost(store: Store) -> None:
    lab = make_lab()
    with ThreadPoolExecutor(8) as pool:
        attempts = list(pool.map(lambda _: store.record_attempt("ada", lab, make_verdict(lab), FILES).id, range(40)))
        hints = list(pool.map(lambda _: store.take_hint("ada", "one"), range(40)))
    assert {attempt.id for attempt in store.attempts("ada")} == set(attempts)
    assert len(store.evidence("ada")) == 80
    assert sorted(hints) == list(range(1, 41))


def test_a_learner_is_created_once_and_a_name_is_a_name(store: Store) -> None:
    assert store.learner("Ünal 李") == store.learner("Ünal 李")
    for name in ("", "  ", "a\nb", "\x1b[31m", "x" * 201):
        with pytest.raises(UsageError, match="learner's name"):
            store.learner(name)


def test_the_latest_claim_counts_and_is_kept_across_a_restart(store: Store) -> None:
    store.add_roadmap("# R\n\n## S\n\n- Redis\n", learner="ada", slug="r")
    (stop,) = [claim_id(store)]
    store.set_claim("ada", "r", stop, Claim.LEARNING)
    store.set_claim("ada", "r", stop, Claim.DONE)
    store.close()
    with open_store(store._url.render_as_string(hide_password=False)) as reopened:
        (claim,) = reopened.claims("ada", "r")
    assert (claim.stop, claim.state, claim.source) == (stop, Claim.DONE, ClaimSource.CLICK)


def claim_id(store: Store) -> str:
    from roadworthy.roadmap import read_roadmap

    return next(read_roadmap(store.roadmap_text("r")).walk()).id


def test_unknown_things_are_said_to_be_unknown(store: Store) -> None:
    for ask in (
        lambda: store.roadmap("x"),
        lambda: store.roadmap("x\x00\ud800"),
        lambda: store.attempt("x\x00"),
        lambda: store.roadmap_text("x"),
        lambda: store.attempt("x"),
        lambda: store.attempt("\ud800"),
        lambda: store.submission_files("x"),
        lambda: store.set_claim("ada", "x", "y", Claim.DONE),
    ):
        with pytest.raises(NotFoundError):
            ask()
