"""Copies attachments from another server (aiohttp's client)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

CHUNK = 64 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5.0, sock_read=5.0)


async def mirror(base: str, names: list[str], folder: Path, *, at_once: int = 4) -> dict[str, str]:
    """Copy `<base>/<name>` to `folder/<name>` for all names, and return what failed, with a reason for each."""
    failed: dict[str, str] = {}
    connector = aiohttp.TCPConnector()
    async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, raise_for_status=True) as session:

        async def copy(name: str) -> None:
            partial = folder / f"{name}.part"
            try:
                async with session.get(f"{base}/{name}") as answer:
                    with partial.open("wb") as file:
                        async for chunk in answer.content.iter_chunked(CHUNK):
                            file.write(chunk)
                partial.replace(folder / name)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                failed[name] = str(error) or type(error).__name__
            finally:
                partial.unlink(missing_ok=True)

        await asyncio.gather(*(copy(name) for name in names))
    return failed


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(asyncio.run(mirror(sys.argv[1], sys.argv[3:], Path(sys.argv[2])))))
