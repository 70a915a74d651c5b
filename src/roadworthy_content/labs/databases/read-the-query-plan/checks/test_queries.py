"""The five queries: their answers, their plans, and the steps they take."""

import re
import sqlite3
from pathlib import Path

import pytest
from history import count_steps, fill, read_queries

HERE = Path(__file__).parent
NAMES = ["newest", "page", "unread", "member", "mentions"]
MOST_INDEXES = 4


class History:
    """A filled database with the learner's indexes, beside Python's own memory of what is in it."""

    def __init__(self, db, queries):
        self.db = db
        self.queries = queries
        self.messages = db.execute("SELECT id, room, sender, sent_at, text FROM message").fetchall()
        self.receipts = db.execute("SELECT message, member, room, read_at, mentioned FROM receipt").fetchall()

    def ask(self, name, **values):
        """Return the rows of a query and its steps."""
        try:
            return count_steps(self.db, self.queries[name], values)
        except sqlite3.Error as error:
            pytest.fail(f"SQLite refuses the query {name!r}: {error}")

    def plan(self, name, **values):
        try:
            return [row[-1] for row in self.db.execute(f"EXPLAIN QUERY PLAN {self.queries[name]}", values)]
        except sqlite3.Error as error:
            pytest.fail(f"SQLite refuses the query {name!r}: {error}")

    def room(self, room):
        """Return a room's messages as `newest` should, newest first."""
        mine = [(i, sender, at, text) for i, of, sender, at, text in self.messages if of == room]
        return sorted(mine, key=lambda row: (row[2], row[0]), reverse=True)


@pytest.fixture(scope="module")
def loaded():
    """One filled database for all checks: filling takes a moment."""
    return {}


@pytest.fixture
def history(subject, loaded, rng):
    if not loaded:
        db = sqlite3.connect(":memory:")
        db.executescript((HERE / "schema.sql").read_text())
        fill(db, rng)
        before = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        statements = without_comments((subject.workspace / "indexes.sql").read_text())
        for statement in filter(None, map(str.strip, statements.split(";"))):
            if not re.match(r"CREATE\s+(UNIQUE\s+)?INDEX\b", statement, re.IGNORECASE):
                pytest.fail(f"indexes.sql may only create indexes; this is something else: {statement[:80]}")
            try:
                db.execute(statement)
            except sqlite3.Error as error:
                pytest.fail(f"SQLite refuses an index: {error}\n{statement[:200]}")
        queries = read_queries((subject.workspace / "queries.sql").read_text())
        if missing := [name for name in NAMES if name not in queries]:
            pytest.fail(f"queries.sql has no query named {', '.join(missing)}: keep the lines '-- name: ...'")
        for name in NAMES:
            if not re.match(r"(SELECT|WITH)\b", without_comments(queries[name]).strip(), re.IGNORECASE):
                pytest.fail(f"the query {name!r} has to be a SELECT")
        db.execute("PRAGMA query_only = 1")
        loaded["history"] = History(db, queries)
        loaded["indexes"] = [
            row for row in db.execute("SELECT name, tbl_name, sql FROM sqlite_master") if row[0] not in before
        ]
    return loaded["history"]


def without_comments(sql):
    return re.sub(r"/\*.*?\*/|--[^\n]*", " ", sql, flags=re.DOTALL)


def reads_in_place(history, name, *, may_sort=False, **values):
    plan = history.plan(name, **values)
    shown = "\n  ".join(["its plan:", *plan])
    # What a subquery hands on is no table; its own lines and the steps tell whether it read too much.
    handed_on = {"CONSTANT"} | {line.split()[1] for line in plan if line.startswith(("MATERIALIZE ", "CO-ROUTINE "))}
    scans = [line for line in plan if line.startswith("SCAN") and line.split()[1] not in handed_on]
    assert not scans, f"{name!r} reads everything: {scans[0]}\n{shown}"
    automatic = [line for line in plan if "AUTOMATIC" in line]
    assert not automatic, f"{name!r} builds an index for itself each time: {automatic[0]}\n{shown}"
    sorts = [line for line in plan if "TEMP B-TREE" in line and not may_sort]
    assert not sorts, f"{name!r} sorts what an index could have delivered in order\n{shown}"


def takes_at_most(steps, bound, what):
    assert steps <= bound, f"{what}: about {steps} steps, where {bound} are plenty; look at its plan with play.py"


def busy_room(history, rng):
    return rng.choice([room for room in range(20) if len(history.room(room)) > 500])


def test_the_newest_messages(history, rng):
    """The newest messages of a room come straight from an index, in order"""
    room = busy_room(history, rng)
    rows, steps = history.ask("newest", room=room, limit=20)
    assert rows == history.room(room)[:20]
    reads_in_place(history, "newest", room=room, limit=20)
    takes_at_most(steps, 600, "twenty messages")


def test_the_next_page(history, rng):
    """The next page begins right after the last message shown, also among messages of the same millisecond"""
    room = busy_room(history, rng)
    expected = history.room(room)[:200]
    shown = expected[:7]
    while len(shown) < 200:
        rows, _ = history.ask("page", room=room, sent_at=shown[-1][2], id=shown[-1][0], limit=7)
        assert rows, "the pages end before the history does"
        shown += rows
        assert shown == expected[: len(shown)] or len(shown) > 200, "a page repeats or leaves out a message"
    reads_in_place(history, "page", room=room, sent_at=shown[6][2], id=shown[6][0], limit=7)


def test_the_next_page_costs_no_more_than_the_first(history, rng):
    """A page far back takes as few steps as the first one"""
    room = busy_room(history, rng)
    everything = history.room(room)
    for place in (5, len(everything) // 2, len(everything) - 30):
        last = everything[place]
        rows, steps = history.ask("page", room=room, sent_at=last[2], id=last[0], limit=20)
        assert rows == everything[place + 1 : place + 21]
        takes_at_most(steps, 800, f"twenty messages, {place} messages back")


def test_rooms_with_unread_messages(history, rng):
    """The rooms with unread messages are counted without looking at what was read"""
    for member in rng.sample(range(1, 98), 5):
        counts = {}
        for _, reader, room, read_at, _ in history.receipts:
            if reader == member and read_at is None:
                counts[room] = counts.get(room, 0) + 1
        rows, steps = history.ask("unread", member=member)
        assert rows == sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        takes_at_most(steps, 400 + 40 * sum(counts.values()), f"{sum(counts.values())} unread messages")
    reads_in_place(history, "unread", member=1, may_sort=True)


def test_the_unread_index_holds_only_what_is_unread(history, loaded):
    """The index for unread receipts holds unread receipts only"""
    plan = history.plan("unread", member=1)
    used = {name for line in plan for name in re.findall(r"INDEX (\S+)", line)}
    sizes = {}
    for name, table, sql in loaded["indexes"]:
        if table == "receipt" and name in used:
            where = re.split(r"\bWHERE\b", without_comments(sql), maxsplit=1, flags=re.IGNORECASE)
            only = f" WHERE {where[1]}" if len(where) == 2 else ""
            sizes[name] = history.db.execute(f"SELECT count(*) FROM receipt{only}").fetchone()[0]
    shown = "\n  ".join(["its plan:", *plan])
    assert sizes, f"the query 'unread' uses none of your indexes on receipt\n  {shown}"
    unread = sum(read_at is None for *_, read_at, _ in history.receipts)
    for name, size in sizes.items():
        assert size <= unread, f"{name} holds {size} receipts, of which only {unread} are unread"


def test_finding_a_member(history, rng):
    """A member is found by e-mail address, upper or lower case, in a few steps"""
    for number in rng.sample(range(1, 2001), 5):
        for email in (f"Member.{number}@Chat.example", f"MEMBER.{number}@CHAT.EXAMPLE", f"member.{number}@chat.example"):
            rows, steps = history.ask("member", email=email)
            assert rows == [(number, f"member {number}", f"Member.{number}@Chat.example")]
            takes_at_most(steps, 100, "one member")
    assert history.ask("member", email="nobody@chat.example")[0] == []
    reads_in_place(history, "member", email="member.1@chat.example")


def test_mentions(history, rng):
    """The newest mentions of a member come straight from an index, in order"""
    texts = {row[0]: (row[0], row[3], row[4]) for row in history.messages}
    for member in rng.sample(range(1, 98), 3):
        mine = sorted((m for m, reader, _, _, mentioned in history.receipts if reader == member and mentioned), reverse=True)
        rows, steps = history.ask("mentions", member=member, limit=10)
        assert rows == [texts[message] for message in mine[:10]]
        takes_at_most(steps, 600, "ten mentions")
    reads_in_place(history, "mentions", member=1, limit=10)


def test_writing_stays_cheap(history, loaded):
    """There are four indexes at most: every message that is sent has to go into each"""
    names = [name for name, _, _ in loaded["indexes"]]
    assert len(names) <= MOST_INDEXES, f"{len(names)} indexes: {', '.join(names)}"
