"""The unread badges on people's phones, in SQLite. Given; `pushes.py` uses it."""

import os
import sqlite3
import time
from pathlib import Path


class UnavailableError(Exception):
    """The badge cannot be counted now; a little later it perhaps can."""


def open_badges(path: str) -> sqlite3.Connection:
    """Open the store, making it if it is not there.

    Table `badges` has a row for each person, with the number on their phone. Table `counted` is for you: it can hold the
    ids of the notifications that are in these numbers. As always with sqlite3, the first INSERT or UPDATE begins a
    transaction, and `with db:` commits it, or rolls it back when an exception comes.
    """
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE IF NOT EXISTS badges (person TEXT PRIMARY KEY, unread INTEGER NOT NULL)")
    db.execute("CREATE TABLE IF NOT EXISTS counted (id TEXT PRIMARY KEY)")
    return db


def count_unread(db: sqlite3.Connection, notification: dict[str, str]) -> None:
    """Add one to the badge of `notification["person"]`, without committing. Called twice, it adds two.

    Raises:
        UnavailableError: Not now.
    """
    _make_trouble(notification["id"])
    db.execute(
        "INSERT INTO badges VALUES (?, 1) ON CONFLICT (person) DO UPDATE SET unread = unread + 1",
        (notification["person"],),
    )


def _make_trouble(id_: str) -> None:
    """Be slow or fail where a check wants it: files in the folder TROUBLE say for which notification."""
    if "TROUBLE" not in os.environ:
        return
    folder = Path(os.environ["TROUBLE"])
    with (folder / "tries").open("a", encoding="utf-8") as tries:
        tries.write(f"{id_}\n")
    while (folder / f"hold-{id_}").exists():
        time.sleep(0.005)
    failing = folder / f"fail-{id_}"
    if failing.exists() and (times := int(failing.read_text(encoding="utf-8"))):
        failing.write_text(str(times - 1), encoding="utf-8")
        raise UnavailableError(f"the badge of notification {id_} cannot be counted now")
