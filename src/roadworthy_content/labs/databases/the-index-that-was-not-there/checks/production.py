"""The production database that the migration is run on: its tables, its past, its rows."""

import os
import re

import psycopg

TABLES = ("members", "messages", "receipts")
ROOM, SPAM = 3, 2000  # the busiest room, and how many of its newest messages were deleted
FILL = """
INSERT INTO members SELECT n, 'member ' || n, 'Member.' || n || '@Chat.example' FROM generate_series(1, 2000) AS n;
INSERT INTO messages
SELECT n, CASE WHEN n %% 4 = 0 OR n > 20000 - %(spam)s THEN %(room)s ELSE 10 + n %% 40 END, n * 7919 %% 2000 + 1,
    timestamptz '2026-01-01' + n / 20 * interval '1 s', 'message ' || n || repeat(' and so on', 6),
    jsonb_build_object('kind', 'text', 'ticket', hashint4(n + %(seed)s) & 8191),
    CASE WHEN n > 20000 - %(spam)s OR n %% 50 = 0 THEN timestamptz '2026-02-01' END
FROM generate_series(1, 20000) AS n;
INSERT INTO receipts
SELECT n %% 150 + 1, n, 10 + n %% 7, CASE WHEN hashint4(n + %(seed)s) & 63 <> 0 THEN timestamptz '2026-02-01' END
FROM generate_series(1, 30000) AS n;
"""


def connect(schema, **options):
    """A connection whose tables are those of a schema."""
    url = os.environ["POSTGRESQL_URL"]
    return psycopg.connect(url, options=f"-c search_path={schema} -c statement_timeout=40s", **options)


def build(schema, tables, seed=None):
    """Make the tables in a schema of their own, with the invalid index, and with rows if there is a seed."""
    with connect(schema, autocommit=True) as db:
        db.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        db.execute(f"CREATE SCHEMA {schema}")
        db.execute(tables)
        for table in TABLES:  # an ANALYZE of the server's own would keep rows from being seen as old
            db.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        db.execute("INSERT INTO members VALUES (-1, 'ada', 'ada@chat.example'), (-2, 'Ada', 'Ada@chat.example')")
        try:
            db.execute("CREATE UNIQUE INDEX CONCURRENTLY members_email_lower ON members (lower(email))")
        except psycopg.errors.UniqueViolation:
            pass  # as it was at night: the index is left behind, invalid
        db.execute("DELETE FROM members WHERE id = -2")
        if seed is not None:
            db.autocommit = False
            for statement in FILL.split(";\n"):
                if statement.strip():
                    db.execute(statement, {"seed": seed, "room": ROOM, "spam": SPAM})
            db.commit()


def statements(text):
    """The statements of a file, without comments."""
    text = re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def queries(text):
    """The queries of a file by the name above each."""
    parts = re.split(r"^-- name: (\w+)\s*$", text, flags=re.MULTILINE)
    return {name: query.strip().rstrip(";") for name, query in zip(parts[1::2], parts[2::2], strict=True)}
