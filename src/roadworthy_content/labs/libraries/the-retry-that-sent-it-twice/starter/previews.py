"""Pages that messages link to, with httpx."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable


async def previews(urls: Iterable[str], *, at_once: int, seconds: float, most_bytes: int) -> dict[str, bytes | None]:
    """Return what is at each URL, or None."""

    async def fetch(url: str) -> bytes | None:
        async with httpx.AsyncClient(timeout=seconds) as client:
            answer = await client.get(url)
        return answer.content if answer.status_code == 200 and len(answer.content) <= most_bytes else None

    urls = list(urls)
    return dict(zip(urls, await asyncio.gather(*(fetch(url) for url in urls)), strict=True))
