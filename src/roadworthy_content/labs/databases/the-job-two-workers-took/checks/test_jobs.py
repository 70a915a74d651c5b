"""The queue, with real workers that the judge stops, kills and makes wait."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Event

import psycopg2
import pytest
from db import connect
from jobs import enqueue, enqueue_many, wait_for_work, work_one

PATIENCE = 8.0  # seconds to wait for what should happen; never the measure of anything
AWKWARD = ["O'Brien", "tab\tand\nnewline", 'back\\slash "quoted", comma', r"\N", "');--", "日本語 🚲"]


class Database:
    """A connection of the judge's own, each statement a transaction."""

    def __init__(self):
        self.connection = psycopg2.connect(os.environ["POSTGRESQL_URL"])
        self.connection.autocommit = True

    def rows(self, sql, values=None):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, sql, values=None):
        rows = self.rows(sql, values)
        return rows[0][0] if rows else None

    def add(self, kind, payload, due=0.0):
        """Put a job into the table without telling anybody; due in so many seconds."""
        return self.one(
            "INSERT INTO jobs (kind, payload, run_at) VALUES (%s, %s, now() + interval '1 s' * %s) RETURNING id",
            [kind, json.dumps(payload), due],
        )

    def job(self, number):
        columns = "kind, payload, state, tries, error, extract(epoch FROM run_at - clock_timestamp())::float AS due"
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM jobs WHERE id = %s", [number])
            row = cursor.fetchone()
            return dict(zip((column.name for column in cursor.description), row, strict=True)) if row else None

    def make_due(self):
        self.rows("UPDATE jobs SET run_at = now() - interval '1 s' WHERE state = 'ready'")


@pytest.fixture
def db(subject):
    """The database with an empty queue; connections that an earlier check left behind are gone."""
    database = Database()
    if database.one("SELECT to_regclass('jobs')") is None:
        database.rows((subject.workspace / "schema.sql").read_text())
    database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
    )
    database.rows("TRUNCATE jobs, deliveries RESTART IDENTITY; DROP TABLE IF EXISTS statements CASCADE")
    yield database
    database.connection.close()


def pid_of(connection):
    return int(connection.info.backend_pid)


# --- into the queue


def test_a_job_belongs_to_its_transaction(db, rng):
    """A job is there, and is announced on channel jobs, when its caller commits, and not at all when it rolls back"""
    db.rows("LISTEN jobs")
    connection, payload = connect(), {"to": rng.choice(AWKWARD), "number": rng.randrange(10**9)}
    enqueue(connection, "push", payload)
    early = db.one("SELECT count(*) FROM jobs")
    assert early == 0, "the job was committed inside of enqueue; committing is the caller's affair"
    connection.rollback()
    assert db.one("SELECT count(*) FROM jobs") == 0, "the caller rolled back, and the job stayed"
    kind = f"push {rng.choice(AWKWARD)}"
    number = int(enqueue(connection, kind, payload, delay=100))
    db.connection.poll()
    told = len(db.connection.notifies)
    assert told == 0, f"{told} notifications came on channel jobs, although nothing was committed yet"
    connection.commit()
    job = db.job(number)
    assert job, f"enqueue returned {number}, but no such job is in the table after the commit"
    assert (job["kind"], job["payload"], job["state"]) == (kind, payload, "ready")
    assert 60 < job["due"] <= 100, f"delay was 100 s, but run_at is {job['due']:.1f} s from now"
    db.rows("SELECT 1")
    db.connection.poll()
    assert db.connection.notifies, "the job was committed, and nothing came on channel jobs"


def test_many_jobs_go_in_one_stream(db, rng):
    """Two thousand jobs go in with one COPY, arrive as they were sent, and are announced once"""
    db.rows("CREATE TABLE statements (at timestamptz)")
    db.rows(
        "CREATE OR REPLACE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO statements VALUES (clock_timestamp()); RETURN NULL; END $$"
    )
    db.rows("DROP TRIGGER IF EXISTS counted ON jobs")
    db.rows("CREATE TRIGGER counted AFTER INSERT ON jobs FOR EACH STATEMENT EXECUTE FUNCTION count_statement()")
    try:
        db.rows("LISTEN jobs")
        jobs = [(rng.choice(AWKWARD), {"text": rng.choice(AWKWARD), "number": n}) for n in range(2000)]
        connection = connect()
        count = enqueue_many(connection, jobs)
        assert db.one("SELECT count(*) FROM jobs") == 0, "enqueue_many committed; that is the caller's affair"
        connection.commit()
        stored = db.rows("SELECT kind, payload FROM jobs ORDER BY id")
        wrong = [(sent, got) for sent, got in zip(jobs, stored, strict=False) if sent != got]
        assert not wrong, f"sent {wrong[0][0]!r}, stored {wrong[0][1]!r} ({len(wrong)} differ)"
        assert (len(stored), int(count)) == (2000, 2000)
        statements = db.one("SELECT count(*) FROM statements")
        assert statements == 1, f"2000 jobs took {statements} INSERT or COPY statements, each a trip to the server"
        db.connection.poll()
        assert db.connection.notifies, "the jobs were committed, and nothing came on channel jobs"
    finally:
        db.rows("DROP TRIGGER counted ON jobs")


# --- out of it


def test_workers_share_the_queue(db, rng):
    """Four workers at once do four different jobs, and none waits for another"""
    names = {f"member {rng.randrange(10**6)}-{n}" for n in range(4)}
    for name in sorted(names):
        db.add("push", name)
    taken, together = [], Barrier(4)

    def push(_cursor, name):
        taken.append(str(name))
        try:
            together.wait(PATIENCE)
        except BrokenBarrierError:
            pass  # said below

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(work_one, connect(), {"push": push}) for _ in range(4)]
        outcomes = [worker.exception() or bool(worker.result()) for worker in workers]
    twice = sorted({name for name in taken if taken.count(name) > 1})
    assert not twice, f"two workers did the same job: {twice}; between a SELECT and an UPDATE there is room for another"
    assert not together.broken, (
        f"four jobs, four workers, but only {len(taken)} of them came to work within {PATIENCE:g} s: "
        "the others stand at the row that somebody else has locked"
    )
    assert outcomes == [True] * 4, f"work_one should return True for a job it did; the four returned {outcomes}"
    assert db.rows("SELECT DISTINCT state FROM jobs") == [("done",)]


def test_jobs_come_in_the_order_they_are_due(db, rng):
    """Jobs are done by run_at, then id; what is not yet due stays, and an empty queue is False"""
    due = {"late": 3600.0, "first": -60.0, "second": -30.0, "third": -30.0}
    later = db.add("note", "late", due["late"])
    numbers = [db.add("note", name, seconds) for name, seconds in (("second", -30.0), ("third", -30.0), ("first", -60.0))]
    db.rows("UPDATE jobs SET run_at = (SELECT run_at FROM jobs WHERE id = %s) WHERE id = %s", numbers[:2])
    done, connection = [], connect()
    handlers = {"note": lambda _cursor, name: done.append(str(name))}
    returned = [bool(work_one(connection, handlers)) for _ in range(4)]
    assert done == ["first", "second", "third"], f"the jobs were done in this order: {done}"
    assert returned == [True, True, True, False], f"three jobs were due, and four calls returned {returned}"
    assert db.job(later)["state"] == "ready", "a job was done an hour too early"
    state = db.one("SELECT state FROM pg_stat_activity WHERE pid = %s", [pid_of(connection)])
    assert state == "idle", f"after work_one found nothing its connection is {state!r}: a transaction stays open"


def test_the_work_is_committed_with_the_job(db, rng):
    """What a handler writes becomes visible together with the job being done, and not before"""
    name, seen = rng.choice(AWKWARD), []
    db.rows(
        "CREATE OR REPLACE FUNCTION note_transaction() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.error := txid_current(); RETURN NEW; END $$"
    )
    db.rows("DROP TRIGGER IF EXISTS noted ON jobs")
    db.rows(
        "CREATE TRIGGER noted BEFORE UPDATE ON jobs FOR EACH ROW WHEN (NEW.state = 'done') "
        "EXECUTE FUNCTION note_transaction()"
    )

    def deliver(cursor, payload):
        cursor.execute("INSERT INTO deliveries VALUES (%s, txid_current())", [str(payload)])
        seen.append(db.one("SELECT count(*) FROM deliveries"))

    number = db.add("push", name)
    try:
        assert bool(work_one(connect(), {"push": deliver})) is True
    finally:
        db.rows("DROP TRIGGER noted ON jobs")
    assert seen == [0], "what the handler wrote could be seen before the job was done"
    written, job = db.rows("SELECT recipient, body FROM deliveries"), db.job(number)
    assert job["state"] == "done"
    assert [recipient for recipient, _ in written] == [name], "the job is over, and what it wrote is not there"
    assert written[0][1] == job["error"], (
        "the handler's write and state = 'done' are two transactions: who is killed between them does the job twice"
    )


def test_a_killed_worker_gives_its_job_back(db, rng, eventually):
    """When a worker dies over a job, what it wrote is undone and another worker does the job"""
    number, name = db.add("push", "ada"), f"member {rng.randrange(10**6)}"
    at_work, killed = Event(), Event()

    def dies(cursor, _payload):
        cursor.execute("INSERT INTO deliveries VALUES (%s, 'half')", [name])
        at_work.set()
        killed.wait(PATIENCE)

    dying = connect()
    pid = pid_of(dying)
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(work_one, dying, {"push": dies})
        assert at_work.wait(PATIENCE), "the handler was not called"
        db.rows("SELECT pg_terminate_backend(%s)", [pid])
        eventually(
            lambda: not db.one("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid]),
            within=PATIENCE,
            what="the server to end the worker's connection",
        )
        killed.set()
        worker.exception()  # what it raises is up to it, as long as it claims nothing
    assert db.one("SELECT count(*) FROM deliveries") == 0, "the worker died, and half of its work stayed"
    again = []
    result = bool(work_one(connect(), {"push": lambda _cursor, payload: again.append(str(payload))}))
    assert (again, result) == (["ada"], True), (
        f"the worker died over its job, and nobody could do it afterwards: its state is {db.job(number)['state']!r}"
    )


def test_a_failing_job_is_tried_again_later(db, rng):
    """A job whose handler raises is undone, noted and put off; after three tries it is failed, and blocks nobody"""
    reason = f"push service says {rng.randrange(10**6)}"

    def fails(cursor, _payload):
        cursor.execute("INSERT INTO deliveries VALUES ('ada', 'half')")
        raise RuntimeError(reason)

    def breaks_the_transaction(cursor, _payload):
        cursor.execute("SELECT 1 / 0")

    done, connection = [], connect()
    handlers = {"push": fails, "sum": breaks_the_transaction, "good": lambda _cursor, payload: done.append(str(payload))}
    for kind, sign in (("push", reason), ("sum", "division by zero"), ("unheard-of", "unheard-of")):
        db.rows("TRUNCATE jobs, deliveries")
        number = db.add(kind, "ada", -60.0)
        db.add("good", kind, -30.0)
        for tries in (1, 2, 3):
            try:
                result = bool(work_one(connection, handlers))
            except Exception as error:
                pytest.fail(f"the handler of {kind!r} failed, and work_one raised {error!r}: a worker would end there")
            job = db.job(number)
            told = f"after try {tries} of a job of kind {kind!r} it is {job}"
            assert result is True, f"work_one returned {result} for a job that it tried"
            assert job["tries"] == tries, told
            assert sign in (job["error"] or ""), f"the column error should tell what happened ({sign}); {told}"
            assert job["state"] == ("ready" if tries < 3 else "failed"), told
            assert tries == 3 or job["due"] > 0.5, f"it should be put off for some seconds; {told}"
            assert db.one("SELECT count(*) FROM deliveries") == 0, "the handler failed, and half of its work stayed"
            if tries == 1:
                assert bool(work_one(connection, handlers)) is True
                assert done[-1:] == [kind], "the job behind the failing one was not done"
            db.make_due()
        assert bool(work_one(connection, handlers)) is False, "a job that has failed for good was tried again"


# --- waiting


def test_a_waiting_worker_is_woken(db):
    """A worker waits without asking, wakes when a job is committed, and sees a job that was there before it listened"""
    db.add("push", "ada")
    begin = time.monotonic()
    assert bool(wait_for_work(connect(), 12.0)) is True, "a job was due before the worker began to listen"
    assert time.monotonic() - begin < 9.0, "a job was due already, and the worker waited for a notification"
    db.rows("TRUNCATE jobs")
    waiting, sender = connect(), connect()
    with ThreadPoolExecutor(1) as pool:
        begin = time.monotonic()
        worker = pool.submit(wait_for_work, waiting, 8.0)
        until_quiet(db, pid_of(waiting))
        enqueue(sender, "push", "zoe")
        sender.commit()
        assert bool(worker.result()) is True
        took = time.monotonic() - begin
    assert took < 6.0, (
        f"a job was committed while the worker waited for up to 8 s, and it came back after {took:.1f} s. LISTEN counts "
        "from the commit on, and notifications are not delivered inside of an open transaction"
    )


def test_waiting_costs_the_database_nothing(db):
    """While a worker waits it asks nothing and holds no transaction; when time is up and nothing is due, it says so"""
    for _ in range(3):
        waiting = connect()
        with ThreadPoolExecutor(1) as pool:
            begin = time.monotonic()
            worker = pool.submit(wait_for_work, waiting, 1.5)
            state = until_quiet(db, pid_of(waiting))
            db.add("push", "ada")  # silently: only who polls will notice
            due = bool(worker.result())
            took = time.monotonic() - begin
        db.rows("TRUNCATE jobs")
        assert state in ("idle", None), f"while it waits, the worker's connection is {state!r}: vacuum waits for it too"
        if took >= 1.4:
            break
    assert took >= 1.4, (
        f"a job that was announced to nobody was noticed after {took:.2f} s of 1.5 s (it returned {due}): it polls"
    )
    quiet = connect()
    assert bool(wait_for_work(quiet, 0.1)) is False, "nothing was due when the time was up"
    state = db.one("SELECT state FROM pg_stat_activity WHERE pid = %s", [pid_of(quiet)])
    assert state == "idle", f"after waiting, the connection is {state!r}"


def until_quiet(db, pid):
    """Wait until a connection has asked nothing for a moment; returns its state."""
    before, since, end = None, time.monotonic(), time.monotonic() + 0.7
    while time.monotonic() < end:
        row = db.rows("SELECT query_start, state FROM pg_stat_activity WHERE pid = %s AND query_start IS NOT NULL", [pid])
        if row != before or not row:
            before, since = row, time.monotonic()
        elif time.monotonic() - since > 0.25:
            break
        time.sleep(0.01)
    return before[0][1] if before else None
