"""The chat's messages; and profiles, which shall move out into a service of their own (profiles.py)."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from fastapi import FastAPI

app = FastAPI()
db = sqlite3.connect(os.environ.get("MESSAGES_DB", "messages.db"), check_same_thread=False, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT)")
db.execute("CREATE TABLE IF NOT EXISTS profiles (id TEXT PRIMARY KEY, name TEXT)")


@app.put("/profiles/{person}")
def rename(person: str, profile: dict[str, str]) -> dict[str, str]:
    """Give somebody a name."""
    db.execute("INSERT OR REPLACE INTO profiles VALUES (?, ?)", (person, profile["name"]))
    return {"name": profile["name"]}


@app.post("/rooms/{room}/messages", status_code=201)
def write(room: str, message: dict[str, str]) -> dict[str, Any]:
    """Write a message."""
    cursor = db.execute("INSERT INTO messages (room, author, text) VALUES (?, ?, ?)", (room, *_fields(message)))
    return {"id": cursor.lastrowid}


def _fields(message: dict[str, str]) -> tuple[str, str]:
    return message["author"], message["text"]


@app.get("/rooms/{room}/messages")
def read(room: str) -> dict[str, Any]:
    """Return what was written in a room, with the authors' names."""
    rows = db.execute(
        "SELECT author, name, text FROM messages LEFT JOIN profiles ON author = profiles.id WHERE room = ? "
        "ORDER BY messages.id",
        (room,),
    )
    found = [{"author": author, "name": name, "text": text} for author, name, text in rows]
    return {"messages": found, "complete": True}
