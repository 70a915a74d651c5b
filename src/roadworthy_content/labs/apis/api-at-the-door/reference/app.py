"""The chat's public API: takes messages, from browsers too."""

from __future__ import annotations

import json
import math
import os
import unicodedata
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from limiter import Limiter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from redis.asyncio import Redis

app = FastAPI(title="Chat")
limiter = Limiter(
    Redis.from_url(os.environ["REDIS_URL"]),
    capacity=int(os.environ.get("CHAT_CAPACITY", "10")),
    per_second=float(os.environ.get("CHAT_PER_SECOND", "1")),
)


@app.middleware("http")
async def limit(request: Request, call_next: Any) -> Response:
    """Let through whoever has a token; the address is that of the connection, which cannot be made up."""
    verdict = await limiter.take(request.client.host if request.client else "unknown")
    if verdict.allowed:
        response = await call_next(request)
    else:
        response = JSONResponse({"detail": "too many requests"}, 429)
        response.headers["Retry-After"] = str(max(1, math.ceil(verdict.retry_after)))
    response.headers["X-RateLimit-Remaining"] = str(verdict.remaining)
    return response


# Added last, so it is outermost: preflights cost nothing, and refusals can be read by our own pages.
app.add_middleware(
    CORSMiddleware,
    allow_origins=os.environ.get("CHAT_ORIGINS", "").split(),
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Content-Type"],
    expose_headers=["Retry-After", "X-RateLimit-Remaining"],
    max_age=600,
)


@app.exception_handler(RequestValidationError)
async def refuse(_: Request, error: RequestValidationError) -> Response:
    """Say what does not fit, without what was sent: that may hold what cannot be written as JSON, such as NaN."""
    detail = [{"loc": one["loc"], "msg": one["msg"]} for one in error.errors()]
    return Response(json.dumps({"detail": detail}), 422, media_type="application/json")


def printable(text: str) -> str:
    """Refuse control characters but line breaks and tabs, halves of surrogate pairs, and texts of nothing but white space."""
    if not text.strip():
        raise ValueError("only white space")
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValueError(f"character U+{ord(character):04X} is not allowed")
    return text


Text = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(printable)]
Name = Annotated[str, Field(min_length=1, max_length=32), AfterValidator(printable)]


class Message(BaseModel):
    """What may be posted."""

    model_config = ConfigDict(extra="forbid", strict=True)

    author: Name
    text: Text
    reply_to: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    kind: Literal["text", "action"] = "text"


@app.post("/rooms/{room}/messages", status_code=201)
async def post_message(room: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}\z")], message: Message) -> dict[str, Any]:
    """Take a message."""
    return {"room": room, **message.model_dump()}
