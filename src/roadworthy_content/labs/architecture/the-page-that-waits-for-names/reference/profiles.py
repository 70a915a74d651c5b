"""Profiles, a service of its own: who is called what. It knows nothing of messages."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()
db = sqlite3.connect(os.environ.get("PROFILES_DB", "profiles.db"), check_same_thread=False, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS profiles (id TEXT PRIMARY KEY, name TEXT NOT NULL)")


@app.put("/profiles/{person}")
def rename(person: str, profile: dict[str, str]) -> dict[str, str]:
    """Give somebody a name."""
    db.execute("INSERT OR REPLACE INTO profiles VALUES (?, ?)", (person, profile["name"]))
    return {"name": profile["name"]}


@app.get("/profiles")
def find(id: Annotated[list[str], Query()] = []) -> dict[str, dict[str, str]]:  # noqa: A002, B006  # FastAPI copies it
    """Return the profiles of several people at once; those who have none are not in it."""
    wanted = json.dumps(id)
    rows = db.execute("SELECT id, name FROM profiles WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    return {person: {"name": name} for person, name in rows}
