"""A kept summary says what the ledger says, or is not read: whatever was attempted, imported, edited or killed meanwhile."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.labs import Status, Verdict
from roadworthy.progress import Overview, Rules, everybody, masteries, mastery, rules
from roadworthy.progress.kept import fingerprint, read_summary, summary_text
from roadworthy.progress.summary import summarise
from roadworthy.skills import Catalogue
from roadworthy.storage import (
    AttemptOrigin,
    AttemptRecord,
    KeptSummary,
    Ledger,
    LedgerEntry,
    PortableAttempt,
    Store,
    open_store,
)

from .conftest import NOON, by_id, lab
from .ledgers import CATALOGUE, DAY, HOUR, LABS, RULES, columns, ledgers, moments

KEEPER = Path(__file__).with_name("keeper.py")
OTHERS = rules(by_id(lab("sql-1", "sql", version="v2"), lab("redis-1", "redis", "sql")), CATALOGUE, 0.8)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database: a copy of it is there sooner than a new one."""
    file = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def file(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty, tmp_path / "roadworthy.sqlite3"))


def attempt(store: Store, of: str, status: Status, at: datetime, code: str = "x", learner: str = "ada") -> None:
    made = LABS[of]
    verdict = Verdict(of, status, (), lab_hash=made.hash, submission_hash=code)
    store.record_attempt(learner, made, verdict, {"a.py": code}, started=at)


def imported(name: str, of: str, status: Status, at: datetime, code: str = "x") -> PortableAttempt:
    verdict = Verdict(of, status, (), lab_hash="v1", submission_hash=code)
    record = AttemptRecord(name, "ada", of, "v1", code, status, verdict, 7, at, 0.5, origin=AttemptOrigin.IMPORTED)
    return PortableAttempt(record, LABS[of].skills, at) if status is Status.PASSED else PortableAttempt(record)


def holds_true(store: Store, by: Rules = RULES, now: datetime = NOON) -> None:
    found = masteries(store, ["ada", "bob", "nobody"], by, now=now)
    assert found == {name: mastery(tuple(store.ledger(name)), by, now=now) for name in found}
    assert [*found] == [name for name in ("ada", "bob") if name in found]


def kept(store: Store, by: Rules = RULES) -> KeptSummary:
    return store.summaries.of(["ada"], fingerprint(by))["ada"]


@given(ledgers, moments)
@settings(max_examples=60, deadline=None)
def test_a_summary_reads_as_it_was_written(ledger: list[LedgerEntry], now: datetime) -> None:
    made = summarise(ledger, RULES, now)
    assert read_summary(summary_text(made)) == made


@given(ledgers, moments, moments)
@settings(max_examples=200, deadline=None)
def test_a_summary_holds_for_every_moment_that_it_says(
    ledger: list[LedgerEntry], made_at: datetime, asked_at: datetime
) -> None:
    passes = tuple(entry for entry in ledger if entry.status is Status.PASSED)
    others = columns([entry for entry in ledger if entry.status is not Status.PASSED])
    for each in (ledger, Ledger(passes, others)):
        made = summarise(each, RULES, made_at)
        assert made.holds(made_at) == (made.since is not None)
        if made.holds(asked_at):
            assert sorted(made.proofs) == sorted(summarise(ledger, RULES, asked_at).proofs)


def test_a_sitting_that_goes_on_holds_until_it_is_over_and_the_day_after_is_another_matter() -> None:
    at = NOON - 5 * HOUR
    ledger = [
        LedgerEntry("sql-1", NOON - 9 * DAY, Status.PASSED, "a", "v1", "x", ("sql",)),
        LedgerEntry("sql-1", at, Status.FAILED),
    ]
    made = summarise(ledger, RULES, NOON)
    assert (made.since, made.until) == (at, at + 6 * HOUR)
    later = summarise(ledger, RULES, NOON + DAY)
    assert (later.since, later.until) == (at + 6 * HOUR + timedelta(microseconds=1), None)
    assert made.proofs != later.proofs, "it was given up"


operations = st.one_of(
    st.tuples(st.just("attempt"), st.sampled_from(sorted(LABS)), st.sampled_from(list(Status)), moments),
    st.tuples(st.just("attempt"), st.sampled_from(["sql-1", "sql-2"]), st.just(Status.PASSED), moments),
    st.tuples(st.just("import"), st.sampled_from(sorted(LABS)), st.sampled_from(list(Status)), moments),
    st.tuples(st.just("read"), st.sampled_from([RULES, RULES, OTHERS]), st.none(), moments),
)


def act(store: Store, number: int, what: str, which: object, status: Status | None, at: datetime) -> None:
    if isinstance(which, Rules):
        holds_true(store, which, at)
    elif what == "attempt":
        attempt(store, str(which), status or Status.PASSED, at, code=str(number % 3))
    else:
        one = imported(f"import-{number}", str(which), status or Status.PASSED, at, code=str(number % 3))
        store.import_attempts("ada", [one], {one.record.submission_hash: {}})


@given(st.lists(operations, max_size=14))
@settings(max_examples=30, deadline=None)
def test_whatever_happens_in_between_what_is_read_is_what_the_ledger_says(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, happens: list[tuple[str, object, Status | None, datetime]]
) -> None:
    file = shutil.copy(empty, tmp_path_factory.mktemp("store") / "roadworthy.sqlite3")
    with open_store(f"sqlite:///{file}") as store:
        for number, (what, which, status, at) in enumerate(happens):
            act(store, number, what, which, status, at)
        for _ in range(2):  # what was kept the first time is read the second
            holds_true(store, now=NOON + 2 * DAY)


def test_what_was_summarised_is_kept_until_the_ledger_changes(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        attempt(store, "sql-1", Status.PASSED, NOON - 9 * DAY)
        assert kept(store).text == ""
        holds_true(store)
        first = kept(store)
        assert first.text
        attempt(store, "redis-1", Status.PASSED, NOON - 8 * DAY, learner="bob")
        assert kept(store) == first, "somebody else's"
        assert kept(store, OTHERS).text == "", "made by other rules"
        attempt(store, "sql-1", Status.FAILED, NOON - 20 * DAY)
        assert kept(store).text == ""
        holds_true(store)
        assert kept(store).text != ""


def test_what_is_kept_is_read_and_rebuilding_does_not_look_at_it(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        attempt(store, "sql-1", Status.PASSED, NOON - DAY)
        overview = Overview(store, "ada", LABS, Catalogue(CATALOGUE.values()), now=NOON)
        before = overview.rebuilt()
        holds_true(store)
        forged = summary_text(summarise([], RULES, NOON))
        store.summaries.keep({kept(store): forged}, fingerprint(RULES))
        assert not masteries(store, ["ada"], RULES, now=NOON)["ada"]["sql"].proven, "it is this that was read"
        assert overview.rebuilt() == before


def test_who_summarised_a_ledger_that_grew_meanwhile_keeps_nothing(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        attempt(store, "sql-1", Status.PASSED, NOON - 9 * DAY)
        seen = kept(store)
        late = summary_text(summarise(store.ledger("ada"), RULES, NOON))
        attempt(store, "redis-1", Status.PASSED, NOON - 8 * DAY)
        store.summaries.keep({seen: late}, fingerprint(RULES))
        assert kept(store).text == ""
        holds_true(store)


def test_the_fingerprint_is_another_for_other_labs_and_another_retention() -> None:
    changed = LABS | by_id(lab("sql-1", "sql", version="v2"))
    proves_more = LABS | by_id(lab("sql-1", "sql", "orm"))
    every = [
        RULES,
        rules(changed, CATALOGUE),
        rules(proves_more, CATALOGUE),
        rules({}, CATALOGUE),
        rules(LABS, CATALOGUE, 0.8),
    ]
    assert len({fingerprint(by) for by in every}) == len(every)
    assert fingerprint(rules(dict(reversed(LABS.items())), CATALOGUE)) == fingerprint(RULES)


def test_a_database_that_cannot_be_written_to_gives_the_same_answer(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        attempt(store, "sql-1", Status.PASSED, NOON - DAY)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON mastery_summaries BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    with open_store(f"sqlite:///{file}") as store:
        assert masteries(store, ["ada"], RULES, now=NOON)["ada"]["sql"].proven
        assert kept(store).text == ""


def test_everybody_is_who_has_attempted_something(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        store.learner("eve")
        attempt(store, "redis-1", Status.FAILED, NOON, learner="bob")
        attempt(store, "sql-1", Status.PASSED, NOON)
        made = everybody(store, RULES, now=NOON)
    assert made.people == ("ada", "bob")
    assert made.skills == ("sql",)


@pytest.mark.long
def test_a_summary_is_never_older_than_its_ledger_whenever_somebody_is_killed(file: Path) -> None:
    by = rules(by_id(lab("redis-1", "redis")), {})  # as the other process has them
    rng = random.Random(5)  # noqa: S311 - moments to kill at, replayable
    for round_ in range(5):
        with subprocess.Popen(
            [sys.executable, KEEPER, f"sqlite:///{file}", str(round_)], stdout=subprocess.PIPE, text=True
        ) as keeper:
            assert keeper.stdout is not None
            for _ in range(rng.randrange(1, 30)):
                assert keeper.stdout.readline()
            keeper.kill()
        with open_store(f"sqlite:///{file}") as store:
            holds_true(store, by)
