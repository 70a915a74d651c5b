"""Boosts: a place on the front page, the money for it, and a room that shines; all of them or none."""

from __future__ import annotations

import os

import psycopg
import services

EXCHANGE = "boosts"


def prepare(db: psycopg.Connection) -> None:
    """Make the tables that are needed, unless they are there."""
    db.execute("CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, room text NOT NULL, state text NOT NULL)")


def order(db: psycopg.Connection, room: str) -> int:
    """Order a boost within the caller's transaction; return the order's number."""
    row = db.execute("INSERT INTO orders (room, state) VALUES (%s, 'pending') RETURNING id", (room,)).fetchone()
    return row[0]


def state(db: psycopg.Connection, number: int) -> str:
    """Return "pending", "boosted" or "refused"."""
    return db.execute("SELECT state FROM orders WHERE id = %s", (number,)).fetchone()[0]


def run() -> None:
    """Bring all orders as far as they go, and tell what happened; then return."""
    with psycopg.connect(os.environ["POSTGRESQL_URL"]) as db:
        for number, room in db.execute("SELECT id, room FROM orders WHERE state = 'pending'").fetchall():
            services.reserve(str(number), room)
            services.charge(str(number), room)
            services.activate(str(number), room)
            db.execute("UPDATE orders SET state = 'boosted' WHERE id = %s", (number,))


if __name__ == "__main__":
    run()
