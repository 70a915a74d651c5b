"""Digests: a mail to each person who was away, about what they missed in a day."""

from __future__ import annotations

import os
from collections import Counter

import mail
from celery import Celery, Task, chord
from redis import Redis

RETRY_SECONDS = float(os.environ.get("RETRY_SECONDS", "1"))
RETRIES = 3
DEATHS = 3
DAY_SECONDS = 24 * 3600

app = Celery("tasks", broker=os.environ.get("RABBITMQ_URL"), backend=os.environ.get("REDIS_URL"))
app.conf.update(
    task_acks_late=True,  # a message is the worker's only when its work is done,
    task_reject_on_worker_lost=True,  # and goes back when the process that did it was killed
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
)


def redis() -> Redis:
    """Return a connection to Redis."""
    return Redis.from_url(os.environ["REDIS_URL"])


@app.task(bind=True, max_retries=RETRIES)
def send_digest(self: Task, person: str, day: str) -> str:
    """Send one digest; return what became of it.

    It raises for nothing that is expected, because a report is waiting for all of them.
    """
    name = f"{person}:{day}"
    begun = f"digests:begun:{name}"
    with redis() as store:
        # Who is killed cannot count their own deaths; so they are counted as beginnings without an end.
        if store.incr(begun) > DEATHS:
            store.delete(begun)
            store.rpush("digests:poison", name)
            return "poison"
        store.expire(begun, DAY_SECONDS)
        try:
            mail.send(person, day, key=name)
        except mail.NoSuchAddressError:
            outcome = "no such address"
        except mail.BusyError as error:
            store.delete(begun)
            if self.request.retries >= RETRIES:
                raise
            raise self.retry(exc=error, countdown=RETRY_SECONDS * 2**self.request.retries) from error
        else:
            outcome = "sent"
        store.delete(begun)
        return outcome


@app.task
def report(outcomes: list[str], day: str) -> None:
    """Write down what became of a day's digests."""
    with redis() as store:
        store.hset(f"report:{day}", mapping=Counter(outcomes))


def order(person: str, day: str) -> None:
    """Have a digest sent soon."""
    send_digest.delay(person, day)


def order_all(people: list[str], day: str) -> None:
    """Have everybody's digest sent, and a report written when all are done."""
    chord(send_digest.s(person, day) for person in people)(report.s(day))
