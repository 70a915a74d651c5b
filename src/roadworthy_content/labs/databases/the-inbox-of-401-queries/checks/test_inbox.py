"""The application's functions, with a wire between them and PostgreSQL that counts."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import psycopg
import pytest
from db import make_sessions
from inbox import history, import_messages, inbox, read_everything, send
from wire import Wire

URL = os.environ["POSTGRESQL_URL"]
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ME = 1


class Chat:
    """The database, what the judge put into it, and the wire to it."""

    def __init__(self, rng, tables):
        parts = urlsplit(URL)
        self.rng = rng
        self.wire = Wire(parts.hostname, parts.port)
        place = parts.netloc.rpartition("@")[0] + f"@127.0.0.1:{self.wire.port}"
        options = "sslmode=disable&gssencmode=disable"
        self.sessions = make_sessions(parts._replace(netloc=place, query=options).geturl())
        self.db = psycopg.connect(URL, autocommit=True)
        # Connections of an earlier check may still hold something.
        self.db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        self.db.execute("DROP TABLE IF EXISTS attachments, reactions, messages, memberships, rooms, members")
        for statement in tables:
            self.db.execute(statement)
        self.fill(
            "members (id, name)", [(number, f"member {number}-{rng.randrange(1000)}") for number in range(1, 31)]
        )
        self.names = dict(self.db.execute("SELECT id, name FROM members").fetchall())

    def close(self):
        self.wire.close()
        self.db.close()

    def fill(self, columns, rows):
        with self.db.cursor() as cursor, cursor.copy(f"COPY {columns} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def add_room(self, number, messages, read=0):
        """A room of mine with messages; returns them as (seq, sender, body)."""
        said = [
            (seq, self.rng.randrange(2, 31), f"{self.rng.randrange(10**6)} in room {number}")
            for seq in range(1, messages + 1)
        ]
        self.fill("rooms (id, title, last_seq)", [(number, f"room {number}", messages)])
        self.fill("memberships (member_id, room_id, read_seq)", [(ME, number, read), (2, number, 0)])
        rows = [(number, seq, sender, body, START + timedelta(seconds=seq)) for seq, sender, body in said]
        self.fill("messages (room_id, seq, sender_id, body, sent_at)", rows)
        return said

    def stored(self, room):
        sql = "SELECT seq, sender_id, body FROM messages WHERE room_id = %s ORDER BY seq"
        return self.db.execute(sql, [room]).fetchall()

    def asks(self, call, most, what):
        """Call a function when all is warm, and hold it to a number of questions; returns its answer."""
        call()
        self.wire.forget()
        answer = call()
        asked = list(self.wire.questions)
        assert len(asked) <= most, (
            f"{what} took {len(asked)} questions to the database, {most} are plenty; the last three: {asked[-3:]}"
        )
        return answer

    def require_let_go(self, after):
        """Nobody holds a transaction open."""
        held = self.db.execute(
            "SELECT count(*), min(query) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
        ).fetchone()
        assert held[0] == 0, f"after {after}, {held[0]} connection(s) are still in a transaction: {held[1][:150]}"


TABLES = [
    "CREATE TABLE members (id serial PRIMARY KEY, name text NOT NULL)",
    "CREATE TABLE rooms (id serial PRIMARY KEY, title text NOT NULL, last_seq int NOT NULL DEFAULT 0)",
    "CREATE TABLE memberships (member_id int NOT NULL REFERENCES members, room_id int NOT NULL REFERENCES rooms, "
    "read_seq int NOT NULL DEFAULT 0, PRIMARY KEY (member_id, room_id))",
    "CREATE TABLE messages (id serial PRIMARY KEY, room_id int NOT NULL REFERENCES rooms, seq int NOT NULL, "
    "sender_id int NOT NULL REFERENCES members, body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1000), "
    "sent_at timestamptz NOT NULL, UNIQUE (room_id, seq))",
    "CREATE TABLE reactions (id serial PRIMARY KEY, message_id int NOT NULL REFERENCES messages, "
    "member_id int NOT NULL REFERENCES members, emoji text NOT NULL)",
    "CREATE TABLE attachments (id serial PRIMARY KEY, message_id int NOT NULL REFERENCES messages, name text NOT NULL)",
    "CREATE INDEX ON reactions (message_id)",
    "CREATE INDEX ON attachments (message_id)",
]


@pytest.fixture
def chat(rng):
    chat = Chat(rng, TABLES)
    yield chat
    chat.close()


def plain(entries):
    """Inbox entries as plain values."""
    return [
        {
            "id": int(entry["id"]),
            "title": str(entry["title"]),
            "unread": int(entry["unread"]),
            "last": None
            if entry["last"] is None
            else {"sender": str(entry["last"]["sender"]), "body": str(entry["last"]["body"])},
        }
        for entry in entries
    ]


def test_an_inbox_costs_the_same_for_any_number_of_rooms(chat, rng):
    """An inbox of sixty rooms is right, takes two questions at most, and does not fetch the messages to count them"""
    expected = []
    for number in range(1, 61):
        count = rng.choice([0, 1, 5, 20])
        read = rng.randrange(count + 1)
        said = chat.add_room(number, count, read)
        last = {"sender": chat.names[said[-1][1]], "body": said[-1][2]} if said else None
        expected.append({"id": number, "title": f"room {number}", "unread": count - read, "last": last})
    expected.sort(key=lambda entry: (-entry["unread"], entry["id"]))
    got = plain(chat.asks(lambda: inbox(chat.sessions, ME), 2, "an inbox of 60 rooms"))
    wrong = [(want, have) for want, have in zip(expected, got, strict=False) if want != have]
    assert not wrong, f"expected {wrong[0][0]}, got {wrong[0][1]}"
    assert len(got) == 60, f"60 rooms, and the inbox has {len(got)}"
    rows = chat.wire.rows
    assert rows <= 200, f"60 rooms took {rows} rows from the database"
    assert plain(inbox(chat.sessions, 30)) == [], "a member without rooms has an empty inbox"


def add_extras(chat, room, each):
    """Give every message of a room some reactions and attachments."""
    numbers = [number for (number,) in chat.db.execute("SELECT id FROM messages WHERE room_id = %s", [room])]
    reactions = [(number, 2 + n, "🚲👍"[n % 2]) for number in numbers for n in range(each)]
    chat.fill("reactions (message_id, member_id, emoji)", reactions)
    chat.fill("attachments (message_id, name)", [(number, f"file {n}") for number in numbers for n in range(each)])


def test_messages_can_be_shown_after_the_session(chat):
    """Messages come complete: sender, room, reactions with members, and attachments can be used with the session over"""
    said = chat.add_room(1, 30)
    add_extras(chat, 1, 3)
    messages = list(history(chat.sessions, 1, limit=10))
    chat.require_let_go("history")
    assert [int(message.seq) for message in messages] == list(range(21, 31)), "the newest 10 of 30, oldest first"
    chat.wire.forget()
    shown = [
        (
            str(message.sender.name),
            str(message.body),
            str(message.room.title),
            [(str(one.emoji), str(one.member.name)) for one in message.reactions],
            [str(one.name) for one in message.attachments],
        )
        for message in messages
    ]
    asked = chat.wire.questions
    assert not asked, f"showing ten messages asked the database {len(asked)} times more: {asked[:2]}"
    reactions = [("🚲", chat.names[2]), ("👍", chat.names[3]), ("🚲", chat.names[4])]
    files = ["file 0", "file 1", "file 2"]
    assert shown == [(chat.names[sender], body, "room 1", reactions, files) for _, sender, body in said[-10:]]
    assert list(history(chat.sessions, 999)) == [], "a room that does not exist has no history"


def test_history_reads_what_it_returns(chat):
    """A page of history takes five questions at most, and few rows: not the whole room, and no product of collections"""
    chat.add_room(1, 400)
    add_extras(chat, 1, 6)
    chat.asks(lambda: list(history(chat.sessions, 1, limit=40)), 5, "a page of 40 messages")
    rows, least = chat.wire.rows, 40 * (1 + 6 + 6)
    assert rows <= least + 120, (
        f"40 messages with 6 reactions and 6 attachments each are {least} rows, but {rows} came over the wire. "
        "(About 1440: two collections in one join are multiplied. Thousands: the whole room was read.)"
    )


def test_a_message_is_stored_whole_or_not_at_all(chat, rng):
    """A message and its number are stored together; one that is refused leaves no gap, no trace and no transaction"""
    chat.add_room(1, 3)
    text = f"hello {rng.randrange(10**6)}"
    assert int(send(chat.sessions, 1, 5, text)) == 4
    for sender, body in ((5, ""), (999, "who am I?"), (5, "x" * 1001)):
        with pytest.raises(Exception, match=r"(?i)violates|check|foreign"):
            send(chat.sessions, 1, sender, body)
        chat.require_let_go("a message that the database refused")
    with pytest.raises(LookupError):
        send(chat.sessions, 999, 5, "nowhere")
    chat.require_let_go("a message for no room")
    last = chat.db.execute("SELECT last_seq FROM rooms WHERE id = 1").fetchone()[0]
    assert last == 4, f"three messages were refused, and last_seq of the room is {last} instead of 4"
    assert int(send(chat.sessions, 1, 6, text)) == 5
    assert chat.stored(1)[3:] == [(4, 5, text), (5, 6, text)]


def test_senders_at_once_get_different_numbers(chat):
    """Two members who send at the same moment both succeed, with different numbers"""
    chat.add_room(1, 0)
    with ThreadPoolExecutor(2) as pool, psycopg.connect(URL) as holder:
        holder.execute("LOCK TABLE rooms IN SHARE MODE")  # both may read, neither can write
        sending = [pool.submit(send, chat.sessions, 1, sender, "at once") for sender in (5, 6)]
        wait_until_stuck(chat, sending)
        holder.rollback()
        outcomes = [one.exception() or int(one.result()) for one in sending]
    assert sorted(map(repr, outcomes)) == ["1", "2"], f"the two senders got {outcomes}"


def wait_until_stuck(chat, futures):
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(4000):
        waiting = chat.db.execute(sql).fetchone()[0]
        if waiting + sum(future.done() for future in futures) >= len(futures):
            return


def test_an_import_is_one_transaction_of_few_questions(chat, rng):
    """Eight hundred messages are imported with few questions, behind those that are there, or none of them is"""
    before = chat.add_room(1, 2)
    rows = [(rng.randrange(2, 31), f"old {n} {rng.randrange(1000)}", START - timedelta(hours=n)) for n in range(800)]
    chat.add_room(2, 0)
    inbox(chat.sessions, ME)
    chat.wire.forget()
    assert int(import_messages(chat.sessions, 2, rows[:20])) == 20
    asked = len(chat.wire.questions)
    assert asked <= 8, f"20 messages took {asked} questions to the database, 8 are plenty"
    chat.wire.forget()
    count = int(import_messages(chat.sessions, 1, rows))
    asked = len(chat.wire.questions)
    assert count == 800
    stored = chat.stored(1)
    assert stored == before + [(3 + n, sender, body) for n, (sender, body, _) in enumerate(rows)]
    times = [at for (at,) in chat.db.execute("SELECT sent_at FROM messages WHERE room_id = 1 AND seq > 2 ORDER BY seq")]
    assert times == [at for *_, at in rows], "the messages should keep the times they were sent at"
    assert asked <= 8, f"800 messages took {asked} questions to the database, 8 are plenty"
    assert int(import_messages(chat.sessions, 1, [])) == 0
    with pytest.raises(Exception, match=r"(?i)violates|foreign"):
        import_messages(chat.sessions, 1, [*rows[:50], (999, "nobody", START)])
    assert chat.stored(1) == stored, "the import failed at its last message, and some of it stayed"
    assert int(send(chat.sessions, 1, 5, "and on")) == 803, "an import that failed used up numbers"


def test_reading_everything_is_one_statement(chat, rng):
    """All rooms of a member are marked as read with at most two questions, and nobody else's"""
    unread = 0
    for number in range(1, 41):
        read = rng.randrange(4)
        chat.add_room(number, 3, read)
        unread += read < 3
    inbox(chat.sessions, ME)
    chat.wire.forget()
    assert int(read_everything(chat.sessions, ME)) == unread
    asked = len(chat.wire.questions)
    assert asked <= 2, f"40 rooms took {asked} questions to the database"
    found = chat.db.execute("SELECT member_id, read_seq, count(*) FROM memberships GROUP BY 1, 2 ORDER BY 1").fetchall()
    assert found == [(ME, 3, 40), (2, 0, 40)], f"(member, read up to, in so many rooms): {found}"
    assert int(read_everything(chat.sessions, ME)) == 0


def test_connections_are_given_back(chat):
    """However often and however badly the functions end, the pool of two connections is never used up"""
    chat.add_room(1, 5, 1)
    calls = [
        ("inbox", lambda: inbox(chat.sessions, ME)),
        ("history", lambda: list(history(chat.sessions, 1))),
        ("send, refused", lambda: send(chat.sessions, 1, 999, "x")),
        ("import_messages, refused", lambda: import_messages(chat.sessions, 1, [(999, "x", START)])),
        ("read_everything", lambda: read_everything(chat.sessions, ME)),
    ]
    for name, call in calls:
        kept = []  # what was raised keeps frames alive, as a traceback in a log does
        for _ in range(3):
            try:
                call()
            except Exception as error:
                kept.append(error)
        told = [str(error)[:120] for error in kept if "QueuePool" in str(error)]
        assert not told, f"{name} keeps its connection; the third call found none: {told[0]}"
        chat.require_let_go(name)
