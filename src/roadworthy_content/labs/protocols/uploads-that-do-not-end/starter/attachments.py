"""python attachments.py PORT: takes attachments in and gives them out, below the folder attachments/ (aiohttp)."""

from __future__ import annotations

import sys
from pathlib import Path

from aiohttp import web

FOLDER = Path("attachments")
LONGEST = 20_000_000  # bytes


async def put(request: web.Request) -> web.Response:
    """Take an attachment in. This version holds all of it in memory."""
    data = await request.read()
    (FOLDER / request.match_info["name"]).write_bytes(data)
    return web.json_response({"size": len(data)}, status=201)


def main(port: int) -> None:
    """Serve until SIGTERM."""
    FOLDER.mkdir(exist_ok=True)
    app = web.Application()
    app.router.add_put("/attachments/{name}", put)
    web.run_app(app, host="127.0.0.1", port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
