"""Build a history like the judge's and look at your queries: python play.py [QUERY ...]."""

import random
import re
import sqlite3
import sys
from pathlib import Path

HERE = Path(__file__).parent
START = 1_790_000_000_000


def fill(db: sqlite3.Connection, rng: random.Random, members: int = 2000, messages: int = 60_000) -> None:
    """Fill the tables: a few busy rooms, many quiet ones, three receipts a message, nearly all of them read."""
    db.executemany(
        "INSERT INTO member VALUES (?, ?, ?)",
        ((number, f"member {number}", f"Member.{number}@Chat.example") for number in range(1, members + 1)),
    )
    rooms = [min(int(rng.expovariate(1 / 40)), 999) for _ in range(messages)]
    times = [START + number // 200 * 500 for number in range(messages)]  # many in one millisecond, as in real bursts
    db.executemany(
        "INSERT INTO message VALUES (?, ?, ?, ?, ?)",
        ((i + 1, rooms[i], rng.randrange(members) + 1, times[i], f"message {i + 1}") for i in range(messages)),
    )

    def receipts():
        for i in range(messages):
            for reader in (i % 97 + 1, i % 89 + 101, rng.randrange(200, members) + 1):
                read_at = None if rng.random() < 0.02 else times[i] + 1
                yield i + 1, reader, rooms[i], read_at, int(rng.random() < 0.05)

    db.executemany("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", receipts())


def read_queries(text: str) -> dict[str, str]:
    """Return the queries of a file by the name that stands above each."""
    parts = re.split(r"^-- name: (\w+)\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def count_steps(db: sqlite3.Connection, query: str, values: dict) -> tuple[list, int]:
    """Return the rows of a query and how many steps SQLite's virtual machine took, to the nearest ten."""
    steps = 0

    def tick() -> None:
        nonlocal steps
        steps += 10

    db.set_progress_handler(tick, 10)
    try:
        return db.execute(query, values).fetchall(), steps
    finally:
        db.set_progress_handler(None, 0)


def main(names: list[str]) -> None:
    """Print plan, steps and first rows of each query."""
    db = sqlite3.connect(":memory:")
    db.executescript((HERE / "schema.sql").read_text())
    fill(db, random.Random(1))
    db.executescript((HERE / "indexes.sql").read_text())
    values = {"room": 5, "limit": 20, "sent_at": START + 100_000, "id": 40_000, "skip": 500, "member": 7}
    values["email"] = "MEMBER.77@chat.example"
    queries = read_queries((HERE / "queries.sql").read_text())
    for name in names or queries:
        rows, steps = count_steps(db, queries[name], values)
        print(f"\n== {name}: {len(rows)} rows, about {steps} steps")
        for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {queries[name]}", values):
            print("  ", detail)
        for row in rows[:3]:
            print("    ", row)


if __name__ == "__main__":
    main(sys.argv[1:])
