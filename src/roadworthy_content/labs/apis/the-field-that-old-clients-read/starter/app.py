"""The chat's API."""

import store
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI(openapi_url=None)


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@app.exception_handler(Refused)
async def refuse(_request: Request, error: Refused) -> JSONResponse:
    """Answer with an error."""
    return JSONResponse({"error": error.reason}, error.status)


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
