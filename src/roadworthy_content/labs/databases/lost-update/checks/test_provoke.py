"""`provoke`, on functions of the judge's: one that loses updates and some that do not."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest
from database import Database, connect, plain
from provoke import provoke

ATOMIC = "UPDATE unread SET count = count + 1 WHERE member = %s"
READ = "SELECT count FROM unread WHERE member = %s"
WRITE = "UPDATE unread SET count = %s WHERE member = %s"


@pytest.fixture
def db(subject, eventually):
    """The database with the learner's tables, empty."""
    database = Database((subject.workspace / "schema.sql").read_text(), eventually)
    yield database
    database.close()


def careless(member, read=READ, **options):
    """Read, then write: what loses updates unless something else prevents it."""
    with connect(**options) as connection:
        count = connection.execute(read, [member]).fetchone()[0]
        connection.execute(WRITE, [count + 1, member])


def atomic(member):
    with connect() as connection:
        connection.execute(ATOMIC, [member])


def locking(member):
    careless(member, READ + " FOR UPDATE")


def repeating(member):
    for _ in range(5):
        try:
            with connect() as connection:
                connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
                count = connection.execute(READ, [member]).fetchone()[0]
                connection.execute(WRITE, [count + 1, member])
                return
        except psycopg.errors.SerializationFailure:
            continue


def in_time(function, member):
    """Return what provoke returns; both callers get stuck within milliseconds, so it should see that soon."""
    with ThreadPoolExecutor() as pool:
        future = pool.submit(provoke, function, member)
        wait([future], timeout=4)
        if not future.done():
            pytest.fail(
                "after 4 s provoke still lets both callers wait. Does it notice that both do? Within a transaction, "
                "pg_stat_activity gives the same answer again and again"
            )
    return plain(future.result())


class Unlucky:
    """A careless function whose second caller is late: it begins when the first waits for a lock, or is done.

    Two callers who are merely started together never meet here.
    """

    def __init__(self, db):
        self._db = db
        self._numbers = itertools.count()
        self._first_is_done = threading.Event()
        self.calls = 0

    def __call__(self, member):
        number = next(self._numbers)
        self.calls += 1
        try:
            if number == 1:
                self._db.eventually(lambda: self._first_is_done.is_set() or self._db.waiting(), what="the first caller")
            careless(member)
        finally:
            if number == 0:
                self._first_is_done.set()


def test_a_lost_update_is_provoked_every_time(db, rng):
    """The careless function loses one update of two: every time, however late its second caller is"""
    for round_number in range(1, 6):
        before = rng.randrange(100)
        member = f"member{round_number}"
        db.run("INSERT INTO unread VALUES (%s, %s)", [member, before])
        function = Unlucky(db)
        lost = in_time(function, member)
        after = db.value("SELECT count FROM unread WHERE member = %s", [member])
        assert function.calls == 2, f"add_one was called {function.calls} times, not twice"
        assert after == before + 1, (
            f"in round {round_number} no update was lost: the counter went from {before} to {after}. The second caller "
            "came late, when the first was done or waiting for a lock; has anything made the first wait for it?"
        )
        assert lost == 1, f"the counter went from {before} to {after} with two calls, but provoke returned {lost!r}"


@pytest.mark.parametrize("function", [atomic, locking, repeating], ids=["one-statement", "for-update", "serializable"])
def test_a_careful_function_loses_nothing(db, rng, function):
    """A function that loses nothing gives 0, however it does that"""
    before = rng.randrange(100)
    db.run("INSERT INTO unread VALUES ('ada', %s), ('ben', 5)", [before])
    assert in_time(function, "ada") == 0
    assert db.run("SELECT member, count FROM unread ORDER BY member").fetchall() == [("ada", before + 2), ("ben", 5)]


def test_what_a_caller_raises_comes_out(db):
    """What a caller raises comes out, and no transaction is left open"""
    db.run("INSERT INTO unread VALUES ('ada', 0)")

    def broken(member):
        raise LookupError(f"no counter for {member}")

    with pytest.raises(LookupError, match="no counter for ada"):
        provoke(broken, "ada")
    db.eventually(lambda: db.busy() == 0, what="all transactions to be over")
