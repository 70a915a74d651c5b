"""Copies attachments from another server (aiohttp's client)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp


async def mirror(base: str, names: list[str], folder: Path, *, at_once: int = 4) -> dict[str, str]:
    """Copy `<base>/<name>` to `folder/<name>` for all names, and return what failed, with a reason for each.

    This version asks for all at the same time, and gives up at the first failure.
    """

    async def copy(name: str) -> None:
        async with aiohttp.ClientSession(raise_for_status=True) as session, session.get(f"{base}/{name}") as answer:
            (folder / name).write_bytes(await answer.read())

    await asyncio.gather(*(copy(name) for name in names))
    return {}


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(asyncio.run(mirror(sys.argv[1], sys.argv[3:], Path(sys.argv[2])))))
