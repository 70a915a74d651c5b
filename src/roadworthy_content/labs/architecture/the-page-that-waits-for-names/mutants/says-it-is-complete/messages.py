"""The chat's messages. Names come from the service of the profiles; without it there are messages without names."""

from __future__ import annotations

import os
import sqlite3
import uuid
from typing import Annotated, Any

import httpx
from fastapi import FastAPI, Header

TIMEOUT_SECONDS = float(os.environ.get("PROFILES_TIMEOUT", "2"))

app = FastAPI()
db = sqlite3.connect(os.environ.get("MESSAGES_DB", "messages.db"), check_same_thread=False, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT)")
profiles = httpx.Client(base_url=os.environ.get("PROFILES_URL", "http://127.0.0.1:8001"), timeout=TIMEOUT_SECONDS)


@app.post("/rooms/{room}/messages", status_code=201)
def write(room: str, message: dict[str, str]) -> dict[str, Any]:
    """Write a message; nobody else is needed for that."""
    values = (room, message["author"], message["text"])
    return {"id": db.execute("INSERT INTO messages (room, author, text) VALUES (?, ?, ?)", values).lastrowid}


@app.get("/rooms/{room}/messages")
def read(room: str, x_request_id: Annotated[str | None, Header()] = None) -> dict[str, Any]:
    """Return what was written in a room, with the authors' names as far as they can be had."""
    rows = db.execute("SELECT author, text FROM messages WHERE room = ? ORDER BY id", (room,)).fetchall()
    names = _names({author for author, _ in rows}, x_request_id or uuid.uuid4().hex)
    known = names or {}
    found = [{"author": author, "name": known.get(author), "text": text} for author, text in rows]
    return {"messages": found, "complete": True}


def _names(people: set[str], request: str) -> dict[str, str] | None:
    """Return people's names, asked for in one request; None if there is no answer in time, or none that makes sense."""
    if not people:
        return {}
    try:
        answer = profiles.get("/profiles", params={"id": sorted(people)}, headers={"X-Request-ID": request})
        answer.raise_for_status()
        return {person: profile["name"] for person, profile in answer.json().items()}
    except (httpx.HTTPError, ValueError, AttributeError, KeyError, TypeError):
        return None
