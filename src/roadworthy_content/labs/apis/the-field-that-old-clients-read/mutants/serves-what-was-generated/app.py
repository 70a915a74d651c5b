"""The chat's API: version 1 as it always was, and version 2 beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

import store
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

OLD = {
    "Deprecation": f"@{int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())}",
    "Sunset": format_datetime(datetime(2027, 1, 1, tzinfo=UTC), usegmt=True),
    "Link": '</v2/>; rel="successor-version"',
}

app = FastAPI()


@app.middleware("http")
async def warn(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Tell clients of version 1 that it ends, with whatever they are answered."""
    response = await call_next(request)
    if request.url.path.startswith("/v1/"):
        response.headers.update(OLD)
    return response


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@app.exception_handler(Refused)
async def refuse(request: Request, error: Refused) -> JSONResponse:
    """Answer with an error, in the way of the version that was asked."""
    if request.url.path.startswith("/v2/"):
        problem = {"title": error.reason, "status": error.status}
        return JSONResponse(problem, error.status, media_type="application/problem+json")
    return JSONResponse({"error": error.reason}, error.status)


@app.exception_handler(HTTPException)
async def refuse_unknown(request: Request, error: HTTPException) -> JSONResponse:
    """Answer what no route takes."""
    return await refuse(request, Refused(error.status_code, error.detail))


def find(slug: str) -> store.Room:
    """Return a room. Raises Refused."""
    if slug not in store.rooms:
        raise Refused(404, "there is no such room")
    return store.rooms[slug]


def number(request: Request, name: str, default: int | None, most: int) -> int | None:
    """Return a number of the query. Raises Refused."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 25 and 1 <= int(text) <= most):
        raise Refused(400, f"{name} is no number, or out of its bounds")
    return int(text)


async def body(request: Request) -> dict:
    """Return the JSON object that was sent. Raises Refused."""
    try:
        sent = await request.json()
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise Refused(400, "send a JSON object")
    return sent


def text(sent: dict, name: str, most: int) -> str:
    """Return a text of an object. Raises Refused."""
    value = sent.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise Refused(400, f"{name} has to be a text of 1 to {most} characters")
    return value


def message_1(message: store.Message) -> dict:
    """A message, in version 1."""
    return {"id": message.id, "user": message.user, "text": message.text, "time": message.time}


@app.get("/v1/rooms/{slug}")
async def room_1(slug: str) -> JSONResponse:
    """Show a room."""
    room = find(slug)
    return JSONResponse({"slug": room.slug, "topic": room.topic, "members": room.members})


@app.get("/v1/rooms/{slug}/messages")
async def messages_1(slug: str, request: Request) -> JSONResponse:
    """List messages, newest first."""
    room = find(slug)
    found = room.newest(number(request, "limit", 25, 100), number(request, "before", None, 10**24))
    return JSONResponse([message_1(message) for message in found])


@app.post("/v1/rooms/{slug}/messages")
async def post_1(slug: str, request: Request) -> JSONResponse:
    """Post a message."""
    room, sent = find(slug), await body(request)
    user, said = text(sent, "user", 32), text(sent, "text", 4000)
    if room.archived:
        raise Refused(409, "the room is archived")
    return JSONResponse(message_1(room.say(user, said)), 201)


# --- version 2


def message_2(message: store.Message) -> dict:
    """A message, in version 2."""
    sent_at = datetime.fromtimestamp(message.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"id": str(message.id), "author": {"name": message.user}, "text": message.text, "sent_at": sent_at}


@app.get("/v2/rooms/{slug}")
async def room_2(slug: str) -> JSONResponse:
    """Show a room."""
    room = find(slug)
    return JSONResponse({"slug": room.slug, "topic": room.topic, "member_count": room.members})


@app.get("/v2/rooms/{slug}/messages")
async def messages_2(slug: str, request: Request) -> JSONResponse:
    """List messages, newest first, and where the next page begins."""
    room = find(slug)
    limit = number(request, "limit", 25, 100)
    found = room.newest(limit + 1, number(request, "before", None, 10**24))
    page = found[:limit]
    following = str(page[-1].id) if len(found) > limit else None
    return JSONResponse({"messages": [message_2(message) for message in page], "next": following})


@app.post("/v2/rooms/{slug}/messages")
async def post_2(slug: str, request: Request) -> JSONResponse:
    """Post a message."""
    room, sent = find(slug), await body(request)
    author = sent.get("author")
    if not isinstance(author, dict):
        raise Refused(400, "author has to be an object with a name")
    user, said = text(author, "name", 32), text(sent, "text", 4000)
    if room.archived:
        raise Refused(409, "the room is archived")
    return JSONResponse(message_2(room.say(user, said)), 201)
