"""python attachments.py PORT: takes attachments in and gives them out, below the folder attachments/ (aiohttp)."""

from __future__ import annotations

import hashlib
import re
import secrets
import sys
from pathlib import Path

from aiohttp import web

FOLDER = Path("attachments")
LONGEST = 20_000_000  # bytes
CHUNK = 64 * 1024


def place(request: web.Request) -> Path:
    """Return where an attachment lies; a name that could lead elsewhere is not found."""
    name = request.match_info["name"]
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise web.HTTPNotFound
    return FOLDER / name


def too_long() -> web.HTTPRequestEntityTooLarge:
    """Return the refusal of what is too long; nothing more is read from that connection."""
    refusal = web.HTTPRequestEntityTooLarge(max_size=LONGEST, actual_size=LONGEST + 1)
    refusal.force_close()
    return refusal


async def put(request: web.Request) -> web.Response:
    """Take an attachment in, piece by piece; it appears under its name when all of it is there."""
    target = place(request)
    if (request.content_length or 0) > LONGEST:
        raise too_long()
    partial = FOLDER / f".{secrets.token_hex(8)}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with partial.open("wb") as file:
            for chunk in [await request.content.read()]:
                size += len(chunk)
                if size > LONGEST:
                    raise too_long()
                digest.update(chunk)
                file.write(chunk)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return web.json_response({"size": size, "sha256": digest.hexdigest()}, status=201)


async def get(request: web.Request) -> web.StreamResponse:
    """Give an attachment out, or a range of it."""
    file = place(request)
    if not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, chunk_size=CHUNK, headers={"Content-Type": "application/octet-stream"})


def main(port: int) -> None:
    """Serve until SIGTERM; downloads that are under way may end first."""
    FOLDER.mkdir(exist_ok=True)
    for left_over in FOLDER.glob(".*.part"):
        left_over.unlink()
    app = web.Application()
    app.router.add_put("/attachments/{name}", put)
    app.router.add_get("/attachments/{name}", get)
    web.run_app(app, host="127.0.0.1", port=port, shutdown_timeout=30.0, handler_cancellation=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
