"""The chat's database: made anew for each start, from the JSON text in CHAT_SEED. Nothing to mend here."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

FILE = Path("chat.db")
SCHEMA = """
CREATE TABLE users (name TEXT PRIMARY KEY, role TEXT NOT NULL, title TEXT NOT NULL, homepage TEXT NOT NULL, token TEXT NOT NULL);
CREATE TABLE members (room TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT NOT NULL, author TEXT NOT NULL, sent_at TEXT NOT NULL, text TEXT NOT NULL);
"""


def connect() -> sqlite3.Connection:
    """Open the database; rows have names."""
    connection = sqlite3.connect(FILE)
    connection.row_factory = sqlite3.Row
    return connection


def build() -> None:
    """Make the database."""
    FILE.unlink(missing_ok=True)
    seed = json.loads(os.environ.get("CHAT_SEED", "{}"))
    with connect() as database:
        database.executescript(SCHEMA)
        database.executemany("INSERT INTO users VALUES (?, ?, ?, ?, ?)", seed.get("users", []))
        database.executemany("INSERT INTO members VALUES (?, ?)", seed.get("members", []))
        database.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", seed.get("messages", []))
