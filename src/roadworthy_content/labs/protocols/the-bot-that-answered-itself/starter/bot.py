"""A bot for Matrix (matrix-nio). This version logs in and listens."""

from __future__ import annotations

import asyncio
import os

from nio import AsyncClient


async def main() -> None:
    """Listen for ever."""
    client = AsyncClient(os.environ["MATRIX_URL"], os.environ["MATRIX_USER"])
    await client.login(os.environ["MATRIX_PASSWORD"])
    await client.sync_forever(timeout=10_000)


if __name__ == "__main__":
    asyncio.run(main())
