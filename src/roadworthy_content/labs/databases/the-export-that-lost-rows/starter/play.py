"""Run the migration on a small export and show what became of it: python play.py."""

import sqlite3
from pathlib import Path

HERE = Path(__file__).parent
LINES = [
    (1, "lobby", None, "Ada", "ada@a.example", "2026-03-01 12:00", "hello", "zoe@b.example,ada@a.example"),
    (2, "lobby", None, None, None, "2026-03-01 12:01", "Ada opened the window", None),
    (3, "lobby", "weather", "guest 7", None, "2026-03-01 12:02", "hello", None),
    (4, "lobby", "weather", "guest 7", None, "2026-03-01 12:02", "hello", None),
    (5, "desk", "O'Brien", "Ada", "ada@c.example", "2026-03-01 12:03", "another Ada", 'o"brien@d.example'),
]


def main() -> None:
    """Print the tables, and the lines that are not as they were."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript((HERE / "old.sql").read_text())
    db.executemany("INSERT INTO chat_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", LINES)
    db.executescript((HERE / "migration.sql").read_text())
    for kind, name in db.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall():
        print(f"\n{kind} {name}")
        for row in db.execute(f"SELECT * FROM {name}"):  # noqa: S608  # the name comes from the database itself
            print("  ", row)
    after = db.execute("SELECT * FROM chat_log ORDER BY line").fetchall()
    print("\nlost:", sorted(set(LINES) - set(after), key=lambda line: line[0]))


if __name__ == "__main__":
    main()
