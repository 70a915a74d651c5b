"""Thumbnails of attachments, made by Dramatiq's workers."""

from __future__ import annotations

import os

import dramatiq
import images
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import RateLimitExceeded
from dramatiq.middleware import TimeLimitExceeded
from dramatiq.rate_limits import ConcurrentRateLimiter
from dramatiq.rate_limits.backends import RedisBackend
from redis import Redis

BACKOFF_MS = 50
TIME_LIMIT_MS = int(os.environ.get("TIME_LIMIT_MS", "1500"))
AT_ONCE = 2
RETRIES = 3

broker = RedisBroker(url=os.environ["REDIS_URL"])
dramatiq.set_broker(broker)
store = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)

# The limit is Redis's, so that it holds for all processes. Its end frees the places of those that were killed.
places = ConcurrentRateLimiter(
    RedisBackend(url=os.environ["REDIS_URL"]), "thumbnails", limit=AT_ONCE, ttl=4 * TIME_LIMIT_MS
)


def _worth_a_retry(_retries: int, error: BaseException) -> bool:
    return isinstance(error, RateLimitExceeded)


@dramatiq.actor(max_retries=RETRIES, min_backoff=BACKOFF_MS, max_backoff=4 * BACKOFF_MS,
                time_limit=TIME_LIMIT_MS)  # fmt: skip
def make_thumbnail(attachment: str, tries: int = 1) -> None:
    """Make the thumbnail of an attachment, when there is a place for it."""
    with places.acquire():
        try:
            outcome = images.render(attachment)
        except images.BadImageError:
            outcome = "failed: bad image"
        except TimeLimitExceeded:
            outcome = "failed: too slow"
        except OSError:
            if tries <= RETRIES:
                # Waiting for a place is no failure; so failures are counted apart.
                again = make_thumbnail.message(attachment, tries + 1)
                broker.enqueue(again, delay=BACKOFF_MS * 2 ** (tries - 1))
                return
            outcome = "failed: store away"
    store.set(f"thumbnail:{attachment}", outcome)


def order(attachment: str) -> None:
    """Have a thumbnail made soon."""
    make_thumbnail.send(attachment)


def state(attachment: str) -> str:
    """Return what is known: an address, "failed: <reason>" or "pending"."""
    return store.get(f"thumbnail:{attachment}") or "pending"
