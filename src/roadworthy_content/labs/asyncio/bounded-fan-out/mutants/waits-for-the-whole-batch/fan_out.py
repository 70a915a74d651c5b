"""Deliver one notification to many recipients, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class Delivery:
    """How the delivery to one recipient went; `error` says why it did not."""

    recipient: str
    ok: bool
    error: str = ""


async def fan_out(
    send: Callable[[str], Awaitable[None]], recipients: Iterable[str], *, limit: int, timeout: float
) -> list[Delivery]:
    """Deliver to all recipients, at most `limit` at a time, each within `timeout` seconds.

    Raises:
        ValueError: `limit` is under 1.
        Exception: Whatever iterating over the recipients raised.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; at least one delivery has to be allowed")
    results: list[Delivery] = []
    waiting = iter(recipients)
    while batch := list(islice(waiting, limit)):
        results += await asyncio.gather(*(deliver(send, recipient, timeout) for recipient in batch))
    return results


async def deliver(send: Callable[[str], Awaitable[None]], recipient: str, timeout: float) -> Delivery:
    """Deliver to one recipient; only being cancelled raises."""
    try:
        async with asyncio.timeout(timeout) as clock:
            await send(recipient)
    except Exception as error:
        if clock.expired():
            return Delivery(recipient, ok=False, error="timeout")
        return Delivery(recipient, ok=False, error=f"{type(error).__name__}: {error}")
    return Delivery(recipient, ok=True)
