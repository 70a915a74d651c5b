"""Sends push messages. Correct, and not yours to edit: the rules are in the brief."""

from asyncio import sleep

from clock import local_hour
from directory import Directory
from gateway import Busy, Gone, push

LONGEST = 120
DELAYS = (1.0, 2.0)


async def notify(directory: Directory, user: str, text: str, urgent: bool = False) -> int:
    """Send to all devices of a user; return how many it got to."""
    hour = local_hour()
    if not urgent and (hour >= 22 or hour < 7):
        return 0
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    reached = 0
    for token in await directory.tokens(user):
        try:
            reached += await _deliver(token, text, urgent)
        except Gone:
            await directory.forget(user, token)
    return reached


async def _deliver(token: str, text: str, urgent: bool) -> bool:
    for delay in (*DELAYS, None):
        try:
            await push(token, text, urgent=urgent, timeout=3.0)
        except Busy:
            if delay is not None:
                await sleep(delay)
        else:
            return True
    return False
