"""The lease's database as the judge uses it: it looks, it holds locks, it makes trouble."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

TABLES = "rooms, seats, accounts, unread"
TROUBLE = """
CREATE SEQUENCE tries;
CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('tries') <= TG_ARGV[0]::int THEN
        RAISE EXCEPTION 'trouble made by the judge' USING ERRCODE = TG_ARGV[1];
    END IF;
    RETURN NEW;
END $$;
"""
WAITING = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
BUSY = """
SELECT count(*) FROM pg_stat_activity AS other
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND (xact_start IS NOT NULL OR EXISTS (SELECT FROM pg_locks WHERE pid = other.pid AND locktype <> 'virtualxid'))
"""


def plain(value):
    """A plain value as it is; of anything else its name, so that nothing pretends to be equal."""
    return value if type(value) in (bool, int, str, type(None)) else f"an object of type {type(value).__name__}"


def connect(**options):
    return psycopg.connect(os.environ["POSTGRESQL_URL"], **options)


class Database:
    """A connection of the judge's own, each statement a transaction."""

    def __init__(self, schema, eventually):
        self.eventually = eventually
        self._connection = connect(autocommit=True)
        # What an earlier check left running must not hold up this one.
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND usename = current_user AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        if self.value("SELECT to_regclass('rooms')") is None:
            self.run(schema)
        self.run(f"TRUNCATE {TABLES}; DROP FUNCTION IF EXISTS trouble CASCADE; DROP SEQUENCE IF EXISTS tries")

    def close(self):
        self._connection.close()

    def run(self, sql, params=None):
        return self._connection.execute(sql, params)

    def value(self, sql, params=None):
        """The first column of the first row, or None."""
        row = self.run(sql, params).fetchone()
        return None if row is None else row[0]

    def add_room(self, name, capacity, topic=""):
        self.run("INSERT INTO rooms (name, capacity, topic) VALUES (%s, %s, %s)", [name, capacity, topic])

    def seats(self, room):
        """The number of rooms.taken, and the members who have a seat."""
        members = self.run("SELECT member FROM seats WHERE room = %s ORDER BY member", [room]).fetchall()
        return self.value("SELECT taken FROM rooms WHERE name = %s", [room]), [member for (member,) in members]

    def give(self, **accounts):
        for member, credits in accounts.items():
            self.run("INSERT INTO accounts VALUES (%s, %s)", [member, credits])

    def credits(self):
        return dict(self.run("SELECT member, credits FROM accounts").fetchall())

    def busy(self):
        """The number of other connections that are in a transaction or hold a lock."""
        return self.value(BUSY)

    def make_trouble(self, table, times, code, only="true"):
        """Let the first updates of a table fail with an error code."""
        self.run(TROUBLE)
        self.run(
            f"CREATE TRIGGER trouble BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({only}) EXECUTE FUNCTION trouble('{times}', '{code}')"
        )

    def tries(self):
        """How often the trouble was met."""
        return self.value("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM tries")

    @contextmanager
    def held(self, sql):
        """Hold what a statement locks; yields the pid of the connection that holds it."""
        with connect() as holder:
            holder.execute(sql)
            yield holder.info.backend_pid
            holder.rollback()

    def at_once(self, *calls):
        """Run calls so that all have read before any can write; return what each returned or raised.

        A SHARE lock on the tables lets everybody read, and lock rows; whoever writes has to wait.
        """
        with ThreadPoolExecutor(len(calls)) as pool, self.held(f"LOCK TABLE {TABLES} IN SHARE MODE"):
            futures = [pool.submit(call) for call in calls]
            self.until_stuck(futures)
        return [future.exception() or plain(future.result()) for future in futures]

    def until_stuck(self, futures):
        """Wait until each call has ended or waits for a lock in the database."""

        def stuck():
            waiting, ended = self.value(f"SELECT count(*) {WAITING}"), sum(future.done() for future in futures)
            assert waiting + ended >= len(futures), (
                f"{len(futures)} callers began at the same time, but only {waiting + ended} came as far as the database "
                "lets them; the rest must be waiting for something inside of your process, which other processes would not"
            )
            return True

        self.eventually(stuck, within=3.0)

    def waiting(self):
        """For each connection that waits for a lock: its pid, and the pids it waits for."""
        return dict(self.run(f"SELECT pid, pg_blocking_pids(pid) {WAITING}").fetchall())
