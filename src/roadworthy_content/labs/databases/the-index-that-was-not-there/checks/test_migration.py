"""The migration: what the planner does after it, and what writers felt during it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from production import ROOM, TABLES, build, connect, queries, statements

PATIENCE = 8.0  # seconds to wait for what should happen
MOST_INDEXES = 4


@pytest.fixture
def migration(subject):
    """The learner's statements, each of which may only make or drop an index."""
    found = statements((subject.workspace / "migration.sql").read_text())
    for statement in found:
        if not re.match(r"(CREATE\s+(UNIQUE\s+)?|DROP\s+|RE)INDEX\b", statement, re.IGNORECASE):
            pytest.fail(f"the migration may create, drop and rebuild indexes; this is something else: {statement[:80]}")
    return found


def execute(db, statement):
    try:
        db.execute(statement)
    except psycopg.Error as error:
        pytest.fail(f"PostgreSQL refuses a statement of the migration: {error}\n{statement[:200]}")


@pytest.fixture(scope="module")
def migrated():
    """Where the migrated database is kept for all checks of plans: filling it takes a moment."""
    return {}


@pytest.fixture
def production(subject, migration, migrated, rng, eventually):
    """The filled database after the migration, vacuumed and analysed."""
    if not migrated:
        build("production", (subject.workspace / "schema.sql").read_text(), seed=rng.randrange(10**6))
        db = connect("production", autocommit=True)
        for statement in migration:
            execute(db, statement)
        eventually(lambda: vacuumed(db), within=2 * PATIENCE, what="VACUUM to find all rows visible to everybody")
        migrated["production"] = Production(db, queries((subject.workspace / "queries.sql").read_text()))
    return migrated["production"]


def vacuumed(db):
    """Vacuum; True if all pages are marked visible. An autovacuum of the server's own may hold that up for a moment."""
    db.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
    sql = "SELECT bool_and(relallvisible = relpages) FROM pg_class WHERE oid = ANY(%s::regclass[])"
    return db.execute(sql, [list(TABLES)]).fetchone()[0]


class Production:
    """Answers and plans of the application's queries."""

    def __init__(self, db, known):
        self.db = db
        self.queries = known

    def value(self, sql, *values):
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def plan(self, name, **values):
        """The nodes of a query's plan as they were executed, and the plan as text for a message."""
        self.db.execute(self.queries[name], values)  # catalogues and pages are in memory from here on
        explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
        ((document,),) = self.db.execute(explain + self.queries[name], values).fetchall()
        nodes = list(walk(document[0]["Plan"]))
        return nodes, "\n" + "\n".join(describe(node) for node in nodes)


def walk(node, depth=0):
    yield {**node, "depth": depth}
    for child in node.get("Plans", ()):
        yield from walk(child, depth + 1)


def describe(node):
    told = "  " * node["depth"] + node["Node Type"]
    for key in ("Relation Name", "Index Name"):
        told += f" {node[key]}" if key in node else ""
    for key in ("Actual Rows", "Rows Removed by Filter", "Heap Fetches", "Sort Key", "Filter"):
        told += f", {key}: {node[key]}" if node.get(key) else ""
    return told


def pages(nodes):
    return nodes[0]["Shared Hit Blocks"] + nodes[0]["Shared Read Blocks"]


def kinds(nodes):
    return {node["Node Type"] for node in nodes}


def refuse_scans(name, nodes, plan):
    assert "Seq Scan" not in kinds(nodes), f"the query {name!r} reads a whole table: {plan}"
    removed = sum(node.get("Rows Removed by Filter", 0) for node in nodes)
    assert removed == 0, f"the query {name!r} reads {removed} rows only to throw them away: {plan}"


# --- after it


def test_the_newest_messages(production):
    """The newest messages of a room come straight from an index, past thousands of deleted ones, without a sort"""
    for room in (ROOM, 17):
        nodes, plan = production.plan("newest", room=room)
        refuse_scans("newest", nodes, plan)
        sorts = kinds(nodes) & {"Sort", "Incremental Sort"}
        assert not sorts, f"the rows are sorted, although an index could deliver them in order: {plan}"
        read = pages(nodes)
        assert read <= 70, f"50 rows of room {room} took {read} pages: {plan}"


def test_unread_counts(production, rng):
    """Unread messages are counted in an index alone, without a look at the table"""
    nodes, plan = production.plan("unread", member=rng.randrange(1, 151))
    refuse_scans("unread", nodes, plan)
    assert "Index Only Scan" in kinds(nodes), f"the rows are fetched from the table to be counted: {plan}"
    read = pages(nodes)
    assert read <= 12, f"a member's unread messages took {read} pages: {plan}"


def test_the_unread_index_is_small(production):
    """The index for unread messages holds those and not the many that have been read"""
    nodes, plan = production.plan("unread", member=7)
    names = [node["Index Name"] for node in nodes if "Index Name" in node]
    assert names, f"no index is used: {plan}"
    rows = production.value("SELECT reltuples::int FROM pg_class WHERE oid = %s::regclass", names[0])
    unread = production.value("SELECT count(*) FROM receipts WHERE read_at IS NULL")
    assert rows <= unread * 1.1, f"{unread} receipts are unread, and the index {names[0]} holds {rows}"


def test_a_member_by_address(production, rng):
    """A member is found by e-mail address, in capitals or not, in an index that is valid and unique"""
    number = rng.randrange(1, 2001)
    nodes, plan = production.plan("member", email=f"MEMBER.{number}@chat.EXAMPLE")
    refuse_scans("member", nodes, plan)
    read = pages(nodes)
    assert read <= 6, f"one member took {read} pages: {plan}"
    with pytest.raises(psycopg.errors.UniqueViolation):
        production.db.execute("INSERT INTO members VALUES (-9, 'x', %s)", [f"mEmber.{number}@chat.example"])


def test_tagged_messages(production, rng):
    """Messages that contain some JSON are found by an index for containment"""
    seen = production.value("SELECT meta->>'ticket' FROM messages WHERE id = %s", rng.randrange(1, 18000))
    nodes, plan = production.plan("tagged", meta=json.dumps({"ticket": int(seen)}))
    refuse_scans("tagged", nodes, plan)
    rows, read = nodes[0]["Actual Rows"], pages(nodes)
    assert rows > 0
    assert read <= 12 + 2 * rows, f"{rows} rows took {read} pages: {plan}"


def test_nothing_is_left_behind(production):
    """No index is invalid, none is the beginning of another, and there are four at most beside the keys"""
    found = production.db.execute(
        "SELECT c.relname, i.indisvalid, i.indisprimary, t.relname, pg_get_indexdef(i.indexrelid) "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid "
        "WHERE c.relnamespace = 'production'::regnamespace ORDER BY 1"
    ).fetchall()
    invalid = [name for name, valid, *_ in found if not valid]
    assert not invalid, f"these cost every write something and answer no query, since they are invalid: {invalid}"
    own = [(name, definition) for name, _, primary, _, definition in found if not primary]
    assert len(own) <= MOST_INDEXES, f"{len(own)} indexes beside the primary keys: {[name for name, _ in own]}"
    assert "messages_room" not in dict(own), "messages_room is the beginning of what `newest` needs; who still needs it?"


# --- during it


def test_writers_go_on(subject, migration, eventually):
    """While each statement of the migration runs, and waits for a long transaction, others go on writing"""
    build("live", (subject.workspace / "schema.sql").read_text())
    with connect("live", autocommit=True) as db, connect("live", autocommit=True) as writer:
        db.execute("SET statement_timeout = '60s'")
        writer.execute("SET lock_timeout = '2s'")
        for number, statement in enumerate(migration):
            with connect("live") as long_transaction, ThreadPoolExecutor(1) as pool:
                write(long_transaction, 2 * number)
                running = pool.submit(execute, db, statement)
                eventually(
                    lambda running=running: running.done() or waits(writer, db.info.backend_pid),
                    within=PATIENCE,
                    what=f"this statement to end, or to wait for a lock: {statement[:80]}",
                )
                try:
                    write(writer, 2 * number + 1)
                except psycopg.errors.LockNotAvailable:
                    pytest.fail(
                        "the chat stands still: a transaction has been open for a while, this statement waits for it, "
                        f"and everybody who wants to write waits behind this statement: {statement[:120]}"
                    )
                finally:
                    long_transaction.commit()
                running.result()


def write(connection, number):
    connection.execute("INSERT INTO members VALUES (%s, 'new', 'new' || %s)", [100 + number, number])
    connection.execute(
        "INSERT INTO messages (id, room, sender, sent_at, body) VALUES (%s, 1, 1, now(), 'hello')", [number]
    )
    connection.execute("INSERT INTO receipts VALUES (1, %s, 1, NULL)", [number])


def waits(db, pid):
    sql = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    return db.execute(sql, [pid]).fetchone() is not None


def test_it_can_be_run_again(subject, migration):
    """The migration can be run again after it was interrupted at any statement, with the same end"""
    build("again", (subject.workspace / "schema.sql").read_text())
    with connect("again", autocommit=True) as db:
        ends = []
        for run in (migration[: len(migration) // 2], migration, migration):
            for statement in run:
                execute(db, statement)
            ends.append(db.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'again' ORDER BY 1").fetchall())
    assert ends[1] == ends[2], "a second run of the migration leaves other indexes than the first"
    assert len(ends[1]) > 3, "the migration makes no index"
