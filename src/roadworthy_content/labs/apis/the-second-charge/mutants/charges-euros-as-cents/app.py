"""Boosts and topics of rooms."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import httpx
import store
from fastapi import FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PROVIDER = os.environ.get("PROVIDER_URL", "http://127.0.0.1:9000")
TIMEOUT = float(os.environ.get("PROVIDER_TIMEOUT", "2"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one client of the provider for as long as the app lives."""
    async with httpx.AsyncClient(base_url=PROVIDER, timeout=TIMEOUT) as client:
        app.state.provider = client
        yield


app = FastAPI(title="Boosts and topics", lifespan=lifespan)

# --- boosts


class Boost(BaseModel):
    """What a client asks for."""

    model_config = ConfigDict(strict=True)
    room: str = Field(min_length=1, max_length=64)
    euros: int = Field(ge=1, le=100)


@dataclass
class Attempt:
    """What is known of a key: what was asked, whether it is being done, and the final answer once there is one."""

    wanted: Boost
    provider_key: str
    running: bool = False
    final: tuple[int, dict[str, Any]] | None = None


attempts: dict[str, Attempt] = {}
boosts: dict[str, dict[str, Any]] = {}


@app.post("/boosts")
async def boost(
    wanted: Boost, request: Request, idempotency_key: Annotated[str | None, Header()] = None
) -> JSONResponse:
    """Charge somebody for a boost, once for each key."""
    if not idempotency_key or len(idempotency_key) > 100:
        raise HTTPException(400, "Idempotency-Key has to have 1 to 100 characters")
    attempt = attempts.setdefault(idempotency_key, Attempt(wanted, secrets.token_hex(16)))
    if attempt.wanted != wanted:
        raise HTTPException(422, "this Idempotency-Key was used for something else")
    if attempt.running:
        raise HTTPException(409, "the first request with this Idempotency-Key is still running")
    if attempt.final is None:
        attempt.running = True
        try:
            attempt.final = await charge(request.app.state.provider, attempt)
        finally:
            attempt.running = False
    status, body = attempt.final
    return JSONResponse(body, status, {"Location": f"/boosts/{body['id']}"} if status == 201 else None)


async def charge(provider: httpx.AsyncClient, attempt: Attempt) -> tuple[int, dict[str, Any]]:
    """Return the final status and body; raises HTTPException while nobody knows whether money was taken."""
    wanted = attempt.wanted
    try:
        async with asyncio.timeout(TIMEOUT):  # httpx's own begins anew with each byte
            answer = await provider.post(
                "/charges",
                json={"amount": wanted.euros, "reference": wanted.room},
                headers={"Idempotency-Key": attempt.provider_key},
            )
        if answer.status_code == 402:
            return 402, {"detail": "the card was declined"}
        if answer.status_code != 201:
            raise HTTPException(502, f"the provider answered {answer.status_code}")
        made = {"id": secrets.token_hex(8), **wanted.model_dump(), "charge": answer.json()["id"]}
    except (TimeoutError, httpx.TimeoutException):
        raise HTTPException(504, "the provider does not answer") from None
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise HTTPException(502, f"the provider is in trouble: {type(error).__name__}") from None
    boosts[made["id"]] = made
    return 201, made


@app.get("/boosts/{boost_id}")
async def one_boost(boost_id: str) -> dict[str, Any]:
    """Show a boost."""
    if boost_id not in boosts:
        raise HTTPException(404)
    return boosts[boost_id]


# --- topics

writing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


class Topic(BaseModel):
    """What a room can be given."""

    model_config = ConfigDict(strict=True)
    topic: str = Field(max_length=200)


def matches(condition: str, tag: str | None, *, weakly: bool) -> bool:
    """Whether a list of tags, or a star, holds the tag of what is there (None if nothing is)."""
    if condition.strip() == "*":
        return tag is not None
    tags = [one.strip() for one in condition.split(",")]
    return tag in ([one.removeprefix("W/") for one in tags] if weakly else tags)


def require(request: Request, document: dict[str, Any] | None) -> None:
    """Raise HTTPException unless the request has a condition and it holds for what is there."""
    tag = document and document["tag"]
    if_match, if_none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if if_match is None and if_none_match is None:
        raise HTTPException(
            428, "say with If-Match which version you have seen, or with If-None-Match: * that it is new"
        )
    if if_match is not None and not matches(if_match, tag, weakly=False):
        raise HTTPException(412, "the room is not as you have seen it")
    if if_none_match is not None and matches(if_none_match, tag, weakly=True):
        raise HTTPException(412, "there is such a room already")


def shown(document: dict[str, Any], status: int = 200) -> JSONResponse:
    """A room as clients see it."""
    return JSONResponse({key: document[key] for key in ("room", "topic")}, status, {"ETag": document["tag"]})


@app.get("/rooms/{room}")
async def read_room(room: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Show a room, unless the client has it as it is."""
    document = await store.read(room)
    if document is None:
        raise HTTPException(404, "there is no such room")
    if if_none_match is not None and matches(if_none_match, document["tag"], weakly=True):
        return Response(status_code=304, headers={"ETag": document["tag"]})
    return shown(document)


@app.put("/rooms/{room}")
async def write_room(room: str, wanted: Topic, request: Request) -> JSONResponse:
    """Make or change a room, as its condition says; nobody else writes between the look and the change."""
    async with writing[room]:
        before = await store.read(room)
        require(request, before)
        document = {"room": room, "topic": wanted.topic, "tag": f'"{secrets.token_hex(8)}"'}
        await store.write(room, document)
    return shown(document, 201 if before is None else 200)


@app.delete("/rooms/{room}", status_code=204)
async def delete_room(room: str, request: Request) -> None:
    """Delete a room, if it is as the client has seen it."""
    async with writing[room]:
        before = await store.read(room)
        require(request, before)
        if before is None:
            raise HTTPException(404, "there is no such room")
        await store.delete(room)
