"""Boosts: a place on the front page, the money for it, and a room that shines; all of them or none."""

from __future__ import annotations

import json
import logging
import os
from contextlib import closing

import pika
import psycopg
import services
from pika.exceptions import AMQPError

EXCHANGE = "boosts"
# For each step what comes after it, and what comes after its refusal. The undoing is never refused.
STEPS = {
    "reserve": ("charge", "refused"),
    "charge": ("activate", "release"),
    "activate": ("boosted", "refund"),
    "refund": ("release", ""),
    "release": ("refused", ""),
}
ENDS = ("boosted", "refused")

log = logging.getLogger("saga")


def prepare(db: psycopg.Connection) -> None:
    """Make the tables that are needed, unless they are there."""
    db.execute("CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, room text NOT NULL, step text NOT NULL)")
    db.execute("CREATE TABLE IF NOT EXISTS outbox (id serial PRIMARY KEY, event jsonb NOT NULL)")


def order(db: psycopg.Connection, room: str) -> int:
    """Order a boost within the caller's transaction; return the order's number."""
    row = db.execute("INSERT INTO orders (room, step) VALUES (%s, 'reserve') RETURNING id", (room,)).fetchone()
    _tell(db, row[0], "ordered")
    return row[0]


def _tell(db: psycopg.Connection, number: int, what: str) -> None:
    """Put an event into the outbox: it is told if, and only if, the transaction is committed."""
    db.execute("INSERT INTO outbox (event) VALUES (%s)", (json.dumps({"order": number, "what": what}),))


def state(db: psycopg.Connection, number: int) -> str:
    """Return "pending", "boosted" or "refused"."""
    step = db.execute("SELECT step FROM orders WHERE id = %s", (number,)).fetchone()[0]
    return step if step in ENDS else "pending"


def run() -> None:
    """Bring all orders as far as they go, and tell what happened; then return."""
    with closing(psycopg.connect(os.environ["POSTGRESQL_URL"])) as db:
        postponed: list[int] = []
        while _one_step(db, postponed):
            pass
        _relay(db)


def _one_step(db: psycopg.Connection, postponed: list[int]) -> bool:
    """Do the next step of one order and note it, in one transaction; return False when there is none.

    A process that is killed in between leaves the order where it was: the step is done again, with the same key.
    """
    with db.transaction():
        found = db.execute(
            "SELECT id, room, step FROM orders WHERE step <> ALL(%s) AND id <> ALL(%s) "
            "ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
            (list(ENDS), postponed),
        ).fetchone()
        if found is None:
            return False
        number, room, step = found
        following, otherwise = STEPS[step]
        try:
            getattr(services, step)(str(number), room)
        except ConnectionError as error:
            log.warning("order %s waits: %s", number, error)
            postponed.append(number)
            return True
        except services.RefusedError:
            following = otherwise
        db.execute("UPDATE orders SET step = %s WHERE id = %s", (following, number))
        if following in ENDS:
            _tell(db, number, following)
        return True


def _relay(db: psycopg.Connection) -> None:
    """Publish what is in the outbox; what the broker has confirmed is removed."""
    waiting = db.execute("DELETE FROM outbox RETURNING id, event").fetchall()
    db.commit()
    try:
        with closing(pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"]))) as connection:
            channel = connection.channel()
            channel.exchange_declare(EXCHANGE, "fanout", durable=True)
            channel.confirm_delivery()
            for _, event in waiting:
                properties = pika.BasicProperties(delivery_mode=2, message_id=f"{event['order']}-{event['what']}")
                channel.basic_publish(EXCHANGE, "", json.dumps(event).encode(), properties)
    except AMQPError as error:
        log.warning("events wait for the broker: %r", error)


def _relay_one(db: psycopg.Connection, channel: pika.adapters.blocking_connection.BlockingChannel) -> bool:
    with db.transaction():
        found = db.execute("SELECT id, event FROM outbox ORDER BY id LIMIT 1 FOR UPDATE").fetchone()
        if found is None:
            return False
        event = found[1]
        properties = pika.BasicProperties(
            delivery_mode=pika.DeliveryMode.Persistent, message_id=f"{event['order']}-{event['what']}"
        )
        channel.basic_publish(EXCHANGE, "", json.dumps(event).encode(), properties)
        db.execute("DELETE FROM outbox WHERE id = %s", (found[0],))
        return True


if __name__ == "__main__":
    run()
