"""Thumbnails of attachments, made by Dramatiq's workers."""

from __future__ import annotations

import os

import dramatiq
import images
from dramatiq.brokers.redis import RedisBroker

broker = RedisBroker(url=os.environ["REDIS_URL"])
dramatiq.set_broker(broker)

BACKOFF_MS = 50
TIME_LIMIT_MS = int(os.environ.get("TIME_LIMIT_MS", "1500"))


@dramatiq.actor
def make_thumbnail(attachment: str) -> str:
    """Make the thumbnail of an attachment; return its address."""
    return images.render(attachment)


def order(attachment: str) -> None:
    """Have a thumbnail made soon."""
    make_thumbnail.send(attachment)


def state(attachment: str) -> str:
    """Return what is known: an address, "failed: <reason>" or "pending"."""
    return "pending"
