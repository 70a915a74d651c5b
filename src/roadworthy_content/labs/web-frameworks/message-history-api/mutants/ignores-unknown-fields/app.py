"""The HTTP API over the chat's history."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.exceptions import HTTPException as StarletteHTTPException
from store import AlreadyStored, Store

app = FastAPI(title="Chat history")
store = Store()

Room = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class NewMessage(BaseModel):
    """What a client sends."""

    client_id: Name
    sender: Name
    text: Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]


class Message(BaseModel):
    """What everybody may know of a message."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    room: str
    sender: str
    text: str
    sent_at: datetime


class Page(BaseModel):
    """Some messages, newest first, and where to go on."""

    messages: list[Message]
    next: str | None


@app.post("/rooms/{room}/messages", status_code=HTTPStatus.CREATED)
def post(room: Room, new: NewMessage, request: Request, response: Response) -> Message:
    """Store a message; with a client_id that the room has already, return what is stored."""
    try:
        # Storing first and asking questions later: a look beforehand would leave room for a retry in between.
        ip = request.client.host if request.client else ""
        row = store.add(room=room, client_id=new.client_id, sender=new.sender, text=new.text, ip=ip)
    except AlreadyStored as already:
        row = already.row
        if (row.sender, row.text) != (new.sender, new.text):
            raise HTTPException(HTTPStatus.CONFLICT, "this client_id is another message") from None
        response.status_code = HTTPStatus.OK
    return Message.model_validate(row)


@app.get("/rooms/{room}/messages")
def page(room: Room, limit: Annotated[int, Query(ge=1, le=100)] = 50, cursor: str | None = None) -> Page:
    """Return a page of messages, newest first; `next` is the cursor of the page after it."""
    before = None if cursor is None else read_cursor(cursor, room)
    rows = store.newest(room, count=limit + 1, before=before)
    more = len(rows) > limit
    messages = [Message.model_validate(row) for row in rows[:limit]]
    return Page(messages=messages, next=make_cursor(room, messages[-1].id) if more else None)


def make_cursor(room: str, before: int) -> str:
    """Return a cursor for the messages of a room that are older than one."""
    return base64.urlsafe_b64encode(json.dumps([room, before]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, room: str) -> int:
    """Return the id that the cursor's page ends before; 400 if it is none of this room's."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        of_room, before = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        of_room, before = None, None
    if of_room != room or type(before) is not int:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "this cursor is not one that was handed out for this room")
    return before


def problem(status: int, **members: object) -> JSONResponse:
    """Return an error as RFC 9457 wants it."""
    body = {"title": HTTPStatus(status).phrase, "status": status} | members
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


@app.exception_handler(StarletteHTTPException)
def on_http_error(_: Request, error: StarletteHTTPException) -> JSONResponse:
    """Answer what was raised on purpose, and what the router refuses."""
    return problem(error.status_code, detail=error.detail)


@app.exception_handler(RequestValidationError)
def on_invalid_input(_: Request, error: RequestValidationError) -> JSONResponse:
    """Say which fields were wrong, without repeating what was in them."""
    errors = [{"field": ".".join(map(str, one["loc"])), "problem": one["msg"]} for one in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
