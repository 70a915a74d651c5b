"""Pages that messages link to, with httpx."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable


async def previews(urls: Iterable[str], *, at_once: int, seconds: float, most_bytes: int) -> dict[str, bytes | None]:
    """Return what is at each URL, or None.

    Args:
        urls: The pages.
        at_once: How many may be under way at a time.
        seconds: How long each may take altogether, from when it is begun.
        most_bytes: Longer pages are not read to their end.
    """
    places = asyncio.Semaphore(at_once)

    async def fetch(url: str) -> bytes | None:
        async with places:
            try:
                async with asyncio.timeout(seconds):
                    return await read(client, url, most_bytes)
            except (TimeoutError, httpx.TimeoutException):
                return None

    limits = httpx.Limits(max_connections=at_once)
    async with httpx.AsyncClient(timeout=seconds, limits=limits, follow_redirects=False) as client:
        wanted = list(dict.fromkeys(urls))
        return dict(zip(wanted, await asyncio.gather(*map(fetch, wanted)), strict=True))


async def read(client: httpx.AsyncClient, url: str, most_bytes: int) -> bytes | None:
    """Return the body of a 200, or None if it is none or too long; stops reading then."""
    async with client.stream("GET", url) as answer:
        if answer.status_code != 200:
            return None
        body = bytearray()
        async for block in answer.aiter_bytes():
            body += block
            if len(body) > most_bytes:
                return None
        return bytes(body)
