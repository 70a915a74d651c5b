"""The inbox's functions on a real PostgreSQL, whose tables the learner's migrations have changed under load."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psycopg
import pytest
from database import WAITING, Database, connect
from inbox import inbox, join, mark_read
from project import manage, watched

PEOPLE = ("ada", "bob", "cleo", "dan", "eve")
LEAST = 3  # queries that an inbox may take


@dataclass
class Migrated:
    """What happened while the learner's migrations ran."""

    status: int = -1
    output: str = ""
    writer: str = "nothing"
    seats: dict = field(default_factory=dict)
    wanted: dict = field(default_factory=dict)


def write(sql, *params):
    """Try to write while the migrations are running; return how that went."""
    with connect() as other:
        other.execute("SET lock_timeout = '1500ms'")
        try:
            other.execute(sql, params)
        except psycopg.errors.LockNotAvailable:
            other.rollback()
            return "had to wait"
    return "could write"


@pytest.fixture(scope="module")
def migrated(eventually):
    """Tables of 0001 with data in them, then everything there is, while an old transaction is open and others write."""
    found, database = Migrated(), Database(eventually)
    status, output = manage("migrate", "chat", "0001", "--verbosity", "0")
    assert int(status) == 0, f"manage.py migrate chat 0001 failed:\n{str(output)[-600:]}"
    rooms = [database.room(f"old-{number}", *PEOPLE) for number in range(2)]
    for name, marks in (("ada", (7, 90, 12)), ("bob", (50, 3, 3)), ("cleo", (4, 4, 60))):
        for mark in marks:
            database.seat(rooms[0], name, mark)
        found.wanted[name] = [(rooms[0], max(marks)), (rooms[1], 0)]
    author = database.person("ada")
    say = "INSERT INTO chat_message (room_id, author_id, text, deleted) VALUES (%s, %s, 'hello', false)"
    with ThreadPoolExecutor(1) as pool:
        with database.held(say, rooms[0], author):
            running = pool.submit(manage, "migrate", "--verbosity", "0")
            eventually(
                lambda: running.done() or database.value(WAITING) > 0,
                within=15.0,
                what="manage.py migrate to end or to wait for the open transaction",
            )
            if not running.done():
                found.writer = write(say, rooms[1], author)
        status, output = running.result(30)
    found.status, found.output = int(status), str(output)[-800:]
    for name in found.wanted:
        found.seats[name] = database.rows(
            "SELECT room_id, last_read_id FROM chat_membership WHERE person_id = %s ORDER BY room_id, last_read_id",
            database.person(name),
        )
    yield found
    database.close()


@pytest.fixture
def db(migrated, eventually):
    """The database, with five people."""
    database = Database(eventually)
    for name in PEOPLE:
        database.person(name)
    yield database
    database.close()


@pytest.fixture
def slug():
    """A room's slug that nobody has used."""
    return f"room-{uuid.uuid4().hex[:8]}"


def ask(function, *arguments):
    """Call a function of the learner's on a connection of its own."""
    return watched(function, *arguments)[0]


def plain(rooms):
    """What inbox returned, as plain values."""
    return [
        {
            "room": str(room["room"]),
            "members": int(room["members"]),
            "unread": int(room["unread"]),
            "last": room["last"] and {key: str(room["last"][key]) for key in ("author", "text")},
        }
        for room in rooms
    ]


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


# --- migrations


def test_the_migration_runs_on_the_data_there_is(migrated):
    """The migrations run on data with duplicates, and keep the membership that has read furthest"""
    assert migrated.status == 0, f"manage.py migrate ended with status {migrated.status}:\n{migrated.output}"
    for name, wanted in migrated.wanted.items():
        same(migrated.seats[name], wanted, f"(room, last_read_id) of {name}'s memberships afterwards")


def test_writers_do_not_wait_for_the_migration(migrated, db):
    """While the migrations run, others can send messages, and afterwards there is an index on room and id"""
    assert migrated.writer != "had to wait", (
        "a transaction was open, the migration waited for it, and everybody who wanted to send a message waited behind "
        "the migration"
    )
    valid = db.rows(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'chat_message'::regclass AND indisvalid"
    )
    assert any("(room_id, id)" in text for (text,) in valid), f"no valid index on (room_id, id); there are {valid}"
    assert migrated.writer == "could write", "the migration should have waited for the open transaction, and did not"


def test_models_and_migrations_agree(migrated):
    """makemigrations --check finds nothing that is in the models and in no migration"""
    status, output = manage("makemigrations", "--check", "--dry-run")
    assert int(status) == 0, f"makemigrations --check ends with status {status}:\n{str(output)[-600:]}"


def test_the_database_itself_refuses(db, slug):
    """The database refuses a second membership, a room without seats and a negative mark, whoever writes"""
    room = db.room(slug, "ada")
    for what, write in (
        ("a second membership of the same person", lambda: db.seat(room, "ada")),
        ("a capacity of 0", lambda: db.room(f"{slug}-2", capacity=0)),
        ("a last_read_id of -1", lambda: db.seat(room, "bob", -1)),
    ):
        try:
            write()
        except psycopg.errors.IntegrityError:
            continue
        pytest.fail(f"the database accepted {what}")


# --- the inbox


def test_the_inbox_is_right(db, slug, rng):
    """The inbox shows members, unread messages and the last one of each room, the liveliest room first"""
    name = f"reader-{slug}"
    first, second, third = (db.room(f"{slug}-{letter}", "ada", "bob", "cleo") for letter in "cba")
    db.room(f"{slug}-elsewhere", "ada", "bob")
    empty = [db.room(f"{slug}-{letter}", name) for letter in "zy"]
    db.say(empty[0], "ada", "gone", deleted=True)
    texts = [f"line {rng.randrange(10**6)}" for _ in range(7)]
    read = db.say(first, "ada", texts[0])
    db.say(second, "bob", texts[1])
    for text in texts[2:5]:
        db.say(first, "bob", text)
    db.say(first, name, "my own")
    db.say(first, "cleo", "deleted", deleted=True)
    db.say(third, "bob", texts[5])
    db.seat(first, name, read)
    db.seat(second, name)
    db.seat(third, name, 10**12)
    seen = plain(ask(inbox, name))
    last = [
        {"author": "bob", "text": texts[5]},
        {"author": name, "text": "my own"},
        {"author": "bob", "text": texts[1]},
    ]
    wanted = [
        {"room": f"{slug}-a", "members": 4, "unread": 0, "last": last[0]},
        {"room": f"{slug}-c", "members": 4, "unread": 3, "last": last[1]},
        {"room": f"{slug}-b", "members": 4, "unread": 1, "last": last[2]},
        {"room": f"{slug}-y", "members": 1, "unread": 0, "last": None},
        {"room": f"{slug}-z", "members": 1, "unread": 0, "last": None},
    ]
    same([room["room"] for room in seen], [room["room"] for room in wanted], "rooms, and their order")
    for found, expected in zip(seen, wanted, strict=True):
        same(found, expected, f"the inbox's room {expected['room']}")
    same(plain(ask(inbox, "nobody")), [], "the inbox of somebody unknown")


def test_the_inbox_costs_the_same_for_every_member(db, slug):
    """An inbox takes at most three queries, for three rooms and for thirty"""
    for count in (3, 30):
        name = f"{slug}-{count}"
        for number in range(count):
            room = db.room(f"{slug}-{count}-{number}", name, "ada")
            db.say(room, "ada")
        rooms, queries = watched(inbox, name)
        same(len(rooms), count, "rooms in the inbox")
        again = max(queries, key=lambda sql: queries.count(sql[:60]), default="")
        assert 0 < len(queries) <= LEAST, f"{len(queries)} queries for {count} rooms, such as {again[:200]}"


# --- seats and marks


def test_joining(db, slug):
    """Joining takes a seat once, a full room refuses, and what is unknown is a LookupError"""
    room = db.room(slug, capacity=2)
    same([ask(join, slug, name) for name in ("ada", "bob", "cleo", "ada")], [True, True, False, True], "joins")
    same(db.members(room), ["ada", "bob"], "members of a room with two seats")
    for where, who in ((f"{slug}-none", "ada"), (slug, "nobody")):
        with pytest.raises(LookupError):
            ask(join, where, who)


def test_the_last_seat_is_given_once(db, slug):
    """When three people want the last seat at once, one gets it; when one person asks three times at once, it is one seat"""
    room = db.room(slug, "ada", capacity=2)
    answers = db.at_once(*(lambda name=name: ask(join, slug, name) for name in ("bob", "cleo", "dan")))
    members = db.members(room)
    assert len(members) == 2, f"a room with 2 seats has the members {members}; the three were told {answers}"
    same(sorted(map(repr, answers)), ["False", "False", "True"], "what three people were told about one seat")
    other = db.room(f"{slug}-2")
    answers = db.at_once(*[lambda: ask(join, f"{slug}-2", "ada")] * 3)
    same(answers, [True] * 3, "what one person was told who joined three times at once")
    same(db.members(other), ["ada"], "members afterwards")


def test_reading_only_moves_forward(db, slug, rng):
    """A read mark never moves back, and nothing else of the membership is written over"""
    room, mark = db.room(slug, "ada"), rng.randrange(1000, 2000)
    same([ask(mark_read, slug, "ada", number) for number in (mark, mark - 500)], [mark, mark], "marks returned")
    with pytest.raises(LookupError):
        ask(mark_read, slug, "bob", 1)
    seat = "SELECT last_read_id, muted FROM chat_membership WHERE room_id = %s"
    for theirs, ours in ((mark + 900, mark + 100), (mark + 1000, mark + 2000)):
        with ThreadPoolExecutor(1) as pool:
            with db.held(f"{seat} FOR UPDATE", room) as other:
                telephone = pool.submit(ask, mark_read, slug, "ada", ours)
                db.until_stuck([telephone])
                other.execute(
                    "UPDATE chat_membership SET last_read_id = %s, muted = NOT muted WHERE room_id = %s", [theirs, room]
                )
                ((_, muted),) = other.execute(seat, [room]).fetchall()
            returned = telephone.result(10)
        same((returned, db.rows(seat, room)), (max(theirs, ours), [(max(theirs, ours), muted)]), (
            f"two devices at once: one marks {theirs} and changes muted to {muted}, mark_read was called with {ours}; "
            "what it returned, and what (last_read_id, muted) are afterwards"
        ))  # fmt: skip
