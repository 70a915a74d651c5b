"""The leased database as the judge uses it: it fills tables, holds locks, and looks."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
    "AND pid <> pg_backend_pid()"
)


def connect(**options):
    return psycopg.connect(os.environ["POSTGRESQL_URL"], **options)


class Database:
    """A connection of the judge's own, each statement a transaction."""

    def __init__(self, eventually):
        self.eventually = eventually
        self._connection = connect(autocommit=True)

    def close(self):
        self._connection.close()

    def run(self, sql, *params):
        return self._connection.execute(sql, params or None)

    def rows(self, sql, *params):
        return self.run(sql, *params).fetchall()

    def value(self, sql, *params):
        return self.run(sql, *params).fetchone()[0]

    def person(self, name):
        self.run("INSERT INTO chat_person (name) VALUES (%s) ON CONFLICT DO NOTHING", name)
        return self.value("SELECT id FROM chat_person WHERE name = %s", name)

    def room(self, slug, *members, capacity=100):
        """Make a room with members; return its id."""
        number = self.value("INSERT INTO chat_room (slug, capacity) VALUES (%s, %s) RETURNING id", slug, capacity)
        for name in members:
            self.seat(number, name)
        return number

    def seat(self, room, name, last_read_id=0):
        self.run(
            "INSERT INTO chat_membership (room_id, person_id, last_read_id, muted) VALUES (%s, %s, %s, false)",
            room, self.person(name), last_read_id,
        )  # fmt: skip

    def say(self, room, name, text="hello", *, deleted=False):
        """Store a message; return its id."""
        return self.value(
            "INSERT INTO chat_message (room_id, author_id, text, deleted) VALUES (%s, %s, %s, %s) RETURNING id",
            room, self.person(name), text, deleted,
        )  # fmt: skip

    def members(self, room):
        """The names of a room's members, one for each membership."""
        sql = (
            "SELECT name FROM chat_membership m JOIN chat_person p ON p.id = person_id WHERE room_id = %s ORDER BY name"
        )
        return [name for (name,) in self.rows(sql, room)]

    @contextmanager
    def held(self, sql, *params):
        """Hold what a statement locks; yields the connection that holds it, which commits at the end."""
        with connect() as holder:
            holder.execute(sql, params or None)
            yield holder

    def at_once(self, *calls):
        """Run calls so that all have read before any can write a membership; return what each returned."""
        with ThreadPoolExecutor(len(calls)) as pool:
            with self.held("LOCK TABLE chat_membership IN SHARE MODE"):
                futures = [pool.submit(call) for call in calls]
                self.until_stuck(futures)
            return [future.exception() or future.result() for future in futures]

    def until_stuck(self, futures):
        """Wait until each call has ended or waits for a lock in the database."""
        self.eventually(
            lambda: self.value(WAITING) + sum(future.done() for future in futures) >= len(futures),
            within=8.0,
            what="every caller to be done, or to wait for a lock in the database",
        )
