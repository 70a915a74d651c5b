"""The migration, run on exports that the judge draws, in SQLite."""

import sqlite3

import pytest

COLUMNS = ["line", "room", "room_topic", "sender", "sender_email", "sent_at", "body", "mentions"]
TABLES = {
    "member": ["id", "email", "name"],
    "room": ["id", "title", "topic"],
    "message": ["id", "room", "sender", "sent_at", "body"],
    "mention": ["message", "position", "member"],
    "topic_conflict": ["message", "topic"],
}


def draw(rng, count=1500):
    """Lines of an export, with everything that real ones have."""
    addresses = [f"{name}{n}@chat.example" for n in range(40) for name in ("ada", "o'brien", 'q"uote')]
    people = [(rng.choice(["Ada", "Zoë", "O'Brien", "日本"]), address) for address in rng.sample(addresses, 60)]
    people += [(f"guest {rng.randrange(100)}", None) for _ in range(5)] + [("Ada", None), (None, None)]
    silent = [f"never-wrote-{n}@chat.example" for n in range(10)]
    lines, number = [], 0
    topics = {f"room {rng.randrange(10**4)}-{n}": None for n in range(12)}
    for _ in range(count):
        number += rng.randrange(1, 4)
        room = rng.choice(list(topics))
        if rng.random() < 0.02:
            topics[room] = rng.choice([None, "", f"topic {number}", "O'Brien's"])
        sender, email = rng.choice(people)
        mentioned = [rng.choice([*addresses, *silent]) for _ in range(rng.randrange(1, 4))] if rng.random() < 0.3 else []
        body = rng.choice(["hello", "ok", f"text {number}", ""])
        at = f"2026-03-0{rng.randrange(1, 4)} 12:00"
        lines.append((number, room, topics[room], sender, email, at, body, ",".join(mentioned) or None))
        if rng.random() < 0.05:  # said twice in the same minute
            number += 1
            lines.append((number, *lines[-1][1:]))
    return lines


def not_elsewhere(action, *_):
    """The migration stays in its database."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def exported(subject, lines, path=":memory:"):
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript((subject.workspace / "old.sql").read_text())
    db.executemany("INSERT INTO chat_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
    return db


def migrate(subject, db):
    db.set_authorizer(not_elsewhere)
    try:
        db.executescript((subject.workspace / "migration.sql").read_text())
    finally:
        db.set_authorizer(None)


@pytest.fixture
def lines(rng):
    return draw(rng)


@pytest.fixture
def db(subject, lines):
    """The migrated database, with foreign keys enforced, as the application opens it."""
    db = exported(subject, lines)
    try:
        migrate(subject, db)
    except sqlite3.Error as error:
        pytest.fail(f"SQLite refuses the migration: {error}")
    assert not db.in_transaction, "the migration ends in the middle of a transaction; nothing of it would stay"
    db.execute("PRAGMA foreign_keys = ON")
    yield db
    db.close()


def view(db):
    try:
        return db.execute(f"SELECT {', '.join(COLUMNS)} FROM chat_log ORDER BY line").fetchall()
    except sqlite3.Error as error:
        pytest.fail(f"the view chat_log with all of its columns cannot be read: {error}")


def differing(before, after):
    """What became of the lines, for a message."""
    known = {line[0]: line for line in after}
    lost = [line for line in before if line[0] not in known]
    if lost:
        one = dict(zip(COLUMNS, lost[0], strict=True))
        return f"{len(lost)} of {len(before)} lines are gone, this one among them: {one}"
    for line in before:
        wrong = [name for name, old, new in zip(COLUMNS, line, known[line[0]], strict=True) if old != new]
        if wrong:
            old, new = (dict(zip(COLUMNS, one, strict=True))[wrong[0]] for one in (line, known[line[0]]))
            return f"line {line[0]}: {wrong[0]} was {old!r} and is {new!r}"
    return f"there are {len(after)} lines, and there were {len(before)}"


def test_no_line_is_lost(db, lines):
    """The view chat_log shows every line of the export as it was, and no other"""
    after = view(db)
    same = after == lines
    assert same, differing(lines, after)


def test_the_tables_are_as_agreed(db, lines):
    """There are the five tables with their columns, chat_log is a view, and nothing of the old table stays"""
    found = dict(db.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"))
    expected = dict.fromkeys(TABLES, "table") | {"chat_log": "view"}
    assert found == expected, f"expected {expected}, found {found}"
    columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    assert columns == TABLES
    counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
    addresses = {line[4] for line in lines if line[4]} | {one for line in lines if line[7] for one in line[7].split(",")}
    topics = {line[1]: line[2] for line in lines}
    expected = {
        "member": len(addresses) + len({line[3] for line in lines if line[3] and not line[4]}),
        "room": len(topics),
        "message": len(lines),
        "mention": sum(len(line[7].split(",")) for line in lines if line[7]),
        "topic_conflict": sum(line[2] != topics[line[1]] for line in lines),
    }
    assert counts == expected, f"rows in each table: expected {expected}, found {counts}"


def test_a_fact_is_in_one_place(db, lines, rng):
    """Renaming a member or a room is one row, and every line shows it"""
    _, room, _, name, email, *_ = rng.choice([line for line in lines if line[4]])
    changed = db.execute("UPDATE member SET name = 'Ada Lovelace' WHERE email = ?", [email]).rowcount
    changed += db.execute("UPDATE room SET title = 'the new name' WHERE title = ?", [room]).rowcount
    assert changed == 2, f"one member and one room were to be renamed, and {changed} rows changed"
    expected = [
        (line[0], "the new name" if line[1] == room else line[1], "Ada Lovelace" if line[4] == email else line[3])
        for line in lines
    ]
    shown = [(line[0], line[1], line[3]) for line in view(db)]
    wrong = [(want, got) for want, got in zip(expected, shown, strict=False) if want != got]
    assert not wrong, f"as (line, room, sender) expected {wrong[0][0]}, got {wrong[0][1]}; {len(wrong)} lines differ"
    assert len(shown) == len(expected), f"{len(shown)} lines are left of {len(expected)}"


def test_facts_live_by_themselves(db, lines):
    """A room outlives its last message, and rooms and members can be there before their first"""
    room = lines[0][1]
    (number,) = db.execute("SELECT id FROM room WHERE title = ?", [room]).fetchone()
    for table in ("mention", "topic_conflict"):
        db.execute(f"DELETE FROM {table} WHERE message IN (SELECT id FROM message WHERE room = ?)", [number])
    db.execute("DELETE FROM message WHERE room = ?", [number])
    topic = {line[1]: line[2] for line in lines}[room]
    assert db.execute("SELECT topic FROM room WHERE title = ?", [room]).fetchall() == [(topic,)]
    db.execute("INSERT INTO room (title) VALUES ('empty')")
    db.execute("INSERT INTO member (email) VALUES ('new@chat.example')")
    db.execute("INSERT INTO member (name) VALUES ('guest of nobody')")
    left, expected = len(view(db)), sum(line[1] != room for line in lines)
    assert left == expected, f"without the messages of one room there should be {expected} lines, there are {left}"


REFUSED = {
    "a second member with an address": (
        "INSERT INTO member (email, name) SELECT email, 'x' FROM member WHERE email IS NOT NULL LIMIT 1"
    ),
    "a second guest with a name": "INSERT INTO member (name) SELECT name FROM member WHERE email IS NULL LIMIT 1",
    "a member without address and name": "INSERT INTO member (email, name) VALUES (NULL, NULL)",
    "a second room with a title": "INSERT INTO room (title) SELECT title FROM room LIMIT 1",
    "a room without a title": "INSERT INTO room (title) VALUES (NULL)",
    "a message in no room": "INSERT INTO message (room, sent_at, body) VALUES (999999, 'now', 'x')",
    "a message without a room": "INSERT INTO message (room, sent_at, body) VALUES (NULL, 'now', 'x')",
    "a message of nobody known": (
        "INSERT INTO message (room, sender, sent_at, body) SELECT id, 999999, 'now', 'x' FROM room LIMIT 1"
    ),
    "a message without a body": "INSERT INTO message (room, sent_at, body) SELECT id, 'now', NULL FROM room LIMIT 1",
    "a mention in no message": "INSERT INTO mention SELECT 999999, 1, id FROM member LIMIT 1",
    "a mention of nobody known": "INSERT INTO mention SELECT id, 99, 999999 FROM message LIMIT 1",
    "two mentions in one place": "INSERT INTO mention SELECT message, position, member FROM mention LIMIT 1",
    "two topics for one message": "INSERT INTO topic_conflict SELECT message, 'x' FROM topic_conflict LIMIT 1",
    "a room that goes while messages are in it": "DELETE FROM room WHERE id = (SELECT room FROM message LIMIT 1)",
}


def test_the_database_refuses_nonsense(db, lines):
    """What contradicts itself cannot be stored: the constraints say so, not the application"""
    accepted = []
    for what, statement in REFUSED.items():
        db.execute("SAVEPOINT nonsense")
        try:
            db.execute(statement)
            accepted.append(what)
        except sqlite3.IntegrityError:
            pass
        db.execute("ROLLBACK TO nonsense")
    assert not accepted, f"this could be stored: {', '.join(accepted)}"


def test_a_migration_that_fails_changes_nothing(subject, lines, tmp_path):
    """When the migration fails on its way, the old table is as it was, and it can be run again"""
    path = tmp_path / "chat.db"
    for obstacle in ("topic_conflict", "mention", "room"):
        path.unlink(missing_ok=True)
        db = exported(subject, lines, path)
        db.execute(f"CREATE TABLE {obstacle} (what_is_this TEXT)")
        with pytest.raises(sqlite3.Error):
            migrate(subject, db)
        db.close()
        db = sqlite3.connect(path, isolation_level=None)
        left = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        assert left == {"chat_log", obstacle}, f"it failed over a table {obstacle} in its way, and left {sorted(left)}"
        same = view(db) == lines
        assert same, "it failed on its way, and chat_log is not what it was"
        db.execute(f"DROP TABLE {obstacle}")
        try:
            migrate(subject, db)
        except sqlite3.Error as error:
            pytest.fail(f"the obstacle is gone, and the migration cannot be run again: {error}")
        db.close()
