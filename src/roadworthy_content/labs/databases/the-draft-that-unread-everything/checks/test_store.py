"""Uses the store as the app does, and looks into the file with SQLite itself."""

import json
import sqlite3
from contextlib import closing

import pytest
from store import Store, TooNewError

OLD = """
CREATE TABLE "room" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "read_seq" INTEGER NOT NULL{draft});
CREATE UNIQUE INDEX "room_name" ON "room" ("name");
CREATE TABLE "message" ("id" INTEGER NOT NULL PRIMARY KEY, "room_id" INTEGER NOT NULL, "seq" INTEGER NOT NULL,
    "sender" TEXT{null}, "body" TEXT{null}, FOREIGN KEY ("room_id") REFERENCES "room" ("id"));
CREATE INDEX "message_room_id" ON "message" ("room_id");
"""


def sql(path, query, *values):
    """Ask the file, with a connection of one's own; what is changed is committed."""
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        return connection.execute(query, values).fetchall()


def message(rng, room, seq):
    """A message as it comes."""
    return {"room": room, "seq": seq, "sender": rng.choice(["ada", "bob", "cem"]), "body": f"text {rng.randrange(10**6)}"}


@pytest.fixture
def path(tmp_path):
    """A place for the file, in a folder with a space."""
    folder = tmp_path / "my app"
    folder.mkdir()
    return str(folder / "chat.db")


@pytest.fixture
def opened(path):
    """A function that opens the store; what is open is closed at the end."""
    stores = []

    def open_it():
        for store in stores:
            store.close()
        stores[:] = [Store(path)]
        return stores[0]

    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def count(subject, path):
    """Call methods in a process that counts statements; returns (result, statements) of each."""

    def run(*calls):
        done = subject.run(["python", "probe.py", path], input=json.dumps(calls), cwd=subject.workspace, timeout=25)
        assert done.returncode == 0, f"{calls[0][0]} in a process of its own failed: {done.stderr.strip()[-500:]}"
        return [(one["result"], one["statements"]) for one in json.loads(done.stdout)]

    return run


def old_file(path, rng, version, *, null=" NOT NULL"):
    """Write a file as an older app left it, with doubles and orphans; returns its rooms and messages."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(OLD.format(draft="" if version == 0 else ', "draft" TEXT NOT NULL', null=null))
        rooms = {number: (f"room-{rng.randrange(10**6)}", rng.randrange(4)) for number in rng.sample(range(1, 50), 3)}
        for number, (name, read) in rooms.items():
            connection.execute(f"INSERT INTO room VALUES (?, ?, ?{'' if version == 0 else ', ?'})", (number, name, read, "half")[: 3 + version])
        kept, number = {}, 0
        for room in [*rooms, 77]:
            for seq in [*range(1, 6), 2, 5]:
                number += 1
                text = f"{room}/{seq}/{number}"
                connection.execute("INSERT INTO message VALUES (?, ?, ?, 'ada', ?)", (number, room, seq, text))
                if room in rooms:
                    kept.setdefault((rooms[room][0], seq), text)
        connection.execute(f"PRAGMA user_version = {version}")
    return rooms, kept


@pytest.mark.parametrize("version", [0, 1])
def test_an_old_file_is_brought_along(opened, path, rng, version):
    """A file of version 0 or 1 becomes version 2: all is kept, but for doubles and for messages of no room"""
    rooms, kept = old_file(path, rng, version)
    store = opened()
    found = {(name, seq): body for name, seq, body in sql(path, "SELECT name, seq, body FROM message JOIN room ON room.id = room_id")}
    assert found == kept, "messages by room and seq after the upgrade: of doubles the first"
    assert sql(path, "SELECT COUNT(*) FROM message") == [(len(kept),)], "the number of messages after the upgrade"
    assert sql(path, "PRAGMA user_version") == [(2,)], "the file's user_version after the upgrade"
    expected = [
        {"name": name, "draft": "half" if version else "", "unread": 5 - read, "last": kept[name, 5]}
        for name, read in sorted(rooms.values())
    ]
    assert list(store.rooms()) == expected, "rooms() after the upgrade"
    assert opened().rooms() == expected, "rooms() when the file is opened once more"


def test_an_upgrade_is_whole_or_not_at_all(path, rng):
    """If the upgrade fails, what went wrong comes out, and the file is as it was"""
    old_file(path, rng, 0, null="")
    sql(path, "UPDATE message SET body = NULL WHERE room_id != 77 AND seq = 4")
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    with pytest.raises(Exception):
        Store(path)
    with closing(sqlite3.connect(path)) as connection:
        after = list(connection.iterdump())
    changed = [line for line in after if line not in before] + [line for line in before if line not in after]
    assert changed[:3] == [], "a message has no body, so that the upgrade failed; this has changed in the file"
    assert sql(path, "PRAGMA user_version") == [(0,)], "the file's user_version after an upgrade that failed"


def test_a_newer_file_is_left_alone(path, rng, opened):
    """A file of a newer version is refused with TooNewError, and not touched"""
    opened().receive([message(rng, "tea", 1)])
    version = rng.randrange(3, 9)
    sql(path, f"PRAGMA user_version = {version}")
    with open(path, "rb") as file:
        before = file.read()
    with pytest.raises(TooNewError):
        opened()
    with open(path, "rb") as file:
        assert file.read() == before, f"the file has version {version}, and was changed"


def test_a_message_is_kept_once(opened, path, rng):
    """What comes again, or twice at once, is kept once, and only what is new is counted"""
    store = opened()
    names = [f"room-{rng.randrange(10**6)}" for _ in range(3)]
    first = [message(rng, name, seq) for name in names for seq in range(1, 5)]
    rng.shuffle(first)
    assert int(store.receive(first)) == 12, "what receive returns for twelve new messages"
    again = [*rng.sample(first, 5), message(rng, names[0], 9), message(rng, "another", 1), message(rng, "another", 1)]
    assert int(store.receive(again)) == 2, "what receive returns for five old messages, two new ones, and one of them once more"
    assert int(store.receive([])) == 0, "what receive returns for nothing"
    assert sql(path, "SELECT COUNT(*) FROM message") == [(14,)], "the number of messages in the file"


def test_an_import_is_one_transaction_of_few_statements(opened, path, rng, count):
    """A thousand messages take few statements and one transaction; if one of them is bad, none is kept"""
    many = [message(rng, f"room-{number % 30}", number) for number in range(1000)]
    opened().close()
    [(new, statements)] = count(["receive", many])
    assert new == 1000, "what receive returned for a thousand new messages in thirty rooms"
    assert statements <= 25, f"receive ran {statements} statements for a thousand messages in thirty rooms; 25 would do"
    bad = [message(rng, "new room", 1), *(message(rng, "room-1", 5000 + number) for number in range(500)), {**many[0], "seq": 6000, "body": None}]
    with pytest.raises(Exception):
        opened().receive(bad)
    found = sql(path, "SELECT COUNT(*) FROM message"), sql(path, "SELECT COUNT(*) FROM room")
    assert found == ([(1000,)], [(30,)]), "messages and rooms after an import whose last message has no body"


def test_the_list_of_rooms_costs_the_same_for_fifty(opened, rng, count):
    """rooms() has the right numbers, by name, in at most 4 statements whatever their number"""
    store, expected, many = opened(), [], []
    for name in (f"room-{number:03}" for number in rng.sample(range(1000), 50)):
        newest = rng.randrange(1, 9)
        coming = [message(rng, name, seq) for seq in range(1, newest + 1)]
        many += coming
        expected.append({"name": name, "draft": "", "unread": newest, "last": coming[-1]["body"]})
    rng.shuffle(many)
    store.receive(many)
    read = rng.choice(expected)
    store.mark_read(read["name"], 1)
    read["unread"] -= 1
    store.close()
    [(rooms, statements)] = count(["rooms"])
    assert rooms == sorted(expected, key=lambda room: room["name"]), "what rooms() returns"
    assert statements <= 4, f"rooms() ran {statements} statements for fifty rooms; 4 would do"


def test_a_draft_and_a_mark_do_not_touch_each_other(opened, path, rng, count):
    """mark_read writes read_seq alone, set_draft the draft alone, each in one statement; a mark does not go back"""
    store = opened()
    store.receive([message(rng, room, seq) for room in ("tea", "ops") for seq in range(1, 8)])
    sql(path, "CREATE TABLE told (what TEXT)")
    for column in ("draft", "read_seq", "name"):
        sql(path, f"CREATE TRIGGER on_{column} AFTER UPDATE OF {column} ON room BEGIN INSERT INTO told VALUES ('{column}'); END")
    text = f"I was {rng.randrange(10**6)}"
    for call, column in ((("mark_read", "tea", 5), "read_seq"), (("set_draft", "tea", text), "draft")):
        sql(path, "DELETE FROM told")
        getattr(store, call[0])(*call[1:])
        assert sql(path, "SELECT what FROM told") == [(column,)], f"the columns that {call[0]} writes, in rooms that it writes to"
    store.mark_read("tea", 3)
    rooms = {room["name"]: (room["unread"], room["draft"]) for room in store.rooms()}
    assert rooms == {"tea": (2, text), "ops": (7, "")}, "unread and draft after mark_read 5, a draft, and mark_read 3"
    for call in ("mark_read", "set_draft"):
        with pytest.raises(LookupError):
            getattr(store, call)("nowhere", 1 if call == "mark_read" else "x")
    store.close()
    for column in ("draft", "read_seq", "name"):
        sql(path, f"DROP TRIGGER on_{column}")
    for (_, statements), call in zip(count(["mark_read", "ops", 1], ["set_draft", "ops", "x"]), ("mark_read", "set_draft"), strict=True):
        assert statements == 1, f"{call} ran {statements} statements"


def test_leaving_takes_the_messages_along(opened, path, rng):
    """leave() forgets the room and its messages, in whichever session; an unknown room is a LookupError"""
    store = opened()
    store.receive([message(rng, room, seq) for room in ("tea", "ops", "dev") for seq in range(1, 4)])
    store.leave("tea")
    store = opened()
    store.leave("dev")
    left = sql(path, "SELECT DISTINCT name FROM message LEFT JOIN room ON room.id = room_id")
    assert left == [("ops",)], "the rooms of the messages that are left (None: the room is gone, and its messages are not)"
    assert [room["name"] for room in store.rooms()] == ["ops"]
    with pytest.raises(LookupError):
        store.leave("tea")
