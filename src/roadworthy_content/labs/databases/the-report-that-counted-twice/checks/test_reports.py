"""The six reports, against what Python counts on chats that the judge draws."""

import re
import sqlite3
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

NAMES = {"rooms": 4, "days": 3, "top": 3, "silent": 2, "visits": 4, "answers": 4}
DAY = 86400
START = 1_790_208_000  # midnight, UTC
ROUNDS = 6


class Chat:
    """A drawn chat, in SQLite and in Python."""

    def __init__(self, rng, schema, queries):
        self.queries = queries
        self.rooms = list(range(1, 9))
        self.members = {number: int(number % 3 == 0) for number in range(1, 16)}
        self.messages, at = [], dict.fromkeys(self.rooms, START)
        for number in rng.sample(range(1, 10_000), 250):  # ids are not in the order of time
            room = rng.choice(self.rooms[:-1])
            at[room] += rng.choice([0, 1, 30, 600, 1799, 1800, 1801, 7200, 5 * DAY // 2])
            self.messages.append((number, room, rng.choice([None, *self.members]), at[room]))
        here = {(room, sender) for _, room, sender, _ in self.messages if sender}
        here |= {(room, rng.choice(list(self.members))) for room in self.rooms for _ in range(4)}
        self.memberships = sorted(here)
        numbers = [message[0] for message in self.messages]
        self.reactions = [(n, rng.choice(numbers), rng.randrange(1, 16)) for n in range(1, 150)]
        self.attachments = [(n, rng.choice(numbers), rng.randrange(10**6)) for n in range(1, 120)]
        self.ordered = sorted(self.messages, key=lambda message: (message[3], message[0]))
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(schema)
        for table, rows in (
            ("room", [(room, f"room {room}") for room in self.rooms]),
            ("member", [(number, f"member {number}", staff) for number, staff in self.members.items()]),
            ("membership", self.memberships),
            ("message", self.messages),
            ("reaction", self.reactions),
            ("attachment", self.attachments),
        ):
            self.db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        self.db.commit()
        self.db.execute("PRAGMA query_only = 1")
        self.db.set_authorizer(self._only_reads)

    @staticmethod
    def _only_reads(action, *_):
        allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
        return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY

    def ask(self, name, **values):
        try:
            rows = self.db.execute(self.queries[name], values).fetchmany(10_000)
        except sqlite3.Error as error:
            pytest.fail(f"SQLite refuses the report {name!r}: {error}")
        width = len(rows[0]) if rows else NAMES[name]
        assert width == NAMES[name], f"the report {name!r} has {NAMES[name]} columns, here it has {width}"
        return rows


def compare(name, expected, got):
    """Say what differs first."""
    for number, (want, have) in enumerate(zip(expected, got, strict=False), 1):
        assert have == want, f"report {name!r}, row {number}: expected {want}, got {have}"
    assert len(got) == len(expected), f"report {name!r}: expected {len(expected)} rows, got {len(got)}: {got[-3:]}"


@pytest.fixture
def chats(subject, rng):
    """Several chats, drawn one after the other."""
    parts = re.split(r"^-- name: (\w+)\s*$", (subject.workspace / "reports.sql").read_text(), flags=re.MULTILINE)
    queries = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    if missing := [name for name in NAMES if name not in queries]:
        pytest.fail(f"reports.sql has no report named {', '.join(missing)}: keep the lines '-- name: ...'")
    schema = (subject.workspace / "schema.sql").read_text()
    return (Chat(rng, schema, queries) for _ in range(ROUNDS))


def test_rooms(chats):
    """Messages, reactions and bytes of each room are counted once, in rooms where there are none, too"""
    for chat in chats:
        room_of = {number: room for number, room, *_ in chat.messages}
        messages = Counter(room_of.values())
        reactions = Counter(room_of[message] for _, message, _ in chat.reactions)
        sizes = Counter()
        for _, message, size in chat.attachments:
            sizes[room_of[message]] += size
        expected = [(room, messages[room], reactions[room], sizes[room]) for room in chat.rooms]
        compare("rooms", expected, chat.ask("rooms"))


def test_days(chats, rng):
    """Each day is there, also one without messages, with the mean of the seven days that end with it"""
    for chat in chats:
        first = datetime.fromtimestamp(START, UTC) + timedelta(days=rng.randrange(3, 12))
        days = [first + timedelta(days=n) for n in range(rng.randrange(1, 20))]
        counts = Counter(datetime.fromtimestamp(at, UTC).date() for *_, at in chat.messages)
        expected = []
        for day in days:
            week = sum(counts[(day - timedelta(days=back)).date()] for back in range(7)) / 7
            expected.append((day.date().isoformat(), counts[day.date()], round(week, 6)))
        rows = chat.ask("days", first=expected[0][0], last=expected[-1][0])
        compare("days", expected, [(day, messages, round(float(week or 0), 6)) for day, messages, week in rows])


def test_top(chats):
    """The three most active senders of each room are there, with all who share a third place"""
    for chat in chats:
        counts = defaultdict(Counter)
        for _, room, sender, _ in chat.messages:
            if sender is not None:
                counts[room][sender] += 1
        expected = []
        for room in sorted(counts):
            for sender, number in sorted(counts[room].items(), key=lambda item: (-item[1], item[0])):
                if sum(other > number for other in counts[room].values()) < 3:
                    expected.append((room, sender, number))
        compare("top", expected, chat.ask("top"))


def test_silent(chats):
    """Members of a room who have never written in that room are found, although the system writes, too"""
    for chat in chats:
        wrote = {(room, sender) for _, room, sender, _ in chat.messages}
        compare("silent", [one for one in chat.memberships if one not in wrote], chat.ask("silent"))


def test_visits(chats):
    """A member's messages are one visit as long as no pause is longer than 30 minutes"""
    for chat in chats:
        visits = defaultdict(list)
        for _, _, sender, at in chat.ordered:
            if sender is None:
                continue
            if visits[sender] and at - visits[sender][-1][-1] <= 1800:
                visits[sender][-1].append(at)
            else:
                visits[sender].append([at])
        expected = [(who, times[0], times[-1], len(times)) for who in sorted(visits) for times in visits[who]]
        compare("visits", expected, chat.ask("visits"))


def test_answers(chats):
    """Questions of each room, how many were answered, and the median of the waits"""
    for chat in chats:
        waits, asked = defaultdict(list), {}
        for _, room, sender, at in chat.ordered:
            if sender is None:
                continue
            if not chat.members[sender]:
                asked.setdefault(room, at)
            elif room in asked:
                waits[room].append(at - asked.pop(room))
        expected = []
        for room in sorted({*waits, *asked}):
            known = sorted(waits[room])
            median = known[(len(known) - 1) // 2] if known else None
            expected.append((room, len(known) + (room in asked), len(known), median))
        compare("answers", expected, chat.ask("answers"))
