"""Correct, and written differently."""

from asyncio import sleep

from clock import local_hour
from gateway import Busy, Gone, push


async def notify(directory, user, text, urgent=False):
    if not urgent and local_hour() not in range(7, 22):
        return 0
    sent = text if len(text) <= 120 else f"{text[:119]}…"
    results = []
    for token in list(await directory.tokens(user=user)):
        attempt = 0
        while True:
            try:
                await push(token=token, text=sent, timeout=3.0, urgent=urgent)
                results.append(token)
                break
            except Busy:
                if attempt == 2:
                    break
                attempt += 1
                await sleep(delay=float(attempt))
            except Gone:
                await directory.forget(token=token, user=user)
                break
    return len(results)
