"""The chat's public API: takes messages, from browsers too. This version takes anything from anybody."""

from __future__ import annotations

import os
from typing import Any

from fastapi import FastAPI, Request
from limiter import Limiter
from redis.asyncio import Redis

app = FastAPI(title="Chat")
ORIGINS = os.environ.get("CHAT_ORIGINS", "").split()
limiter = Limiter(
    Redis.from_url(os.environ["REDIS_URL"]),
    capacity=int(os.environ.get("CHAT_CAPACITY", "10")),
    per_second=float(os.environ.get("CHAT_PER_SECOND", "1")),
)


@app.post("/rooms/{room}/messages", status_code=201)
async def post_message(room: str, request: Request) -> dict[str, Any]:
    """Take a message."""
    return {"room": room, **await request.json()}
