"""What programs talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, request, url_for
from flask_restful import Api, Resource, abort

if TYPE_CHECKING:
    from chat.store import Message, Store

blueprint = Blueprint("api", __name__)
api = Api(blueprint)


def rooms() -> Store:
    """The rooms of the app that answers this request."""
    return current_app.extensions["chat"]


def as_json(message: Message) -> dict[str, Any]:
    """A message as the API shows it."""
    return {"id": message.id, "author": message.author, "text": message.text}


def string(field: str, shortest: int, longest: int) -> str:
    """Return a field of the body; ends the request with 400 unless it is a string of such a length."""
    body = request.get_json()
    value = body.get(field) if isinstance(body, dict) else None
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        abort(400, message={field: f"has to be a string of {shortest} to {longest} characters"})
    return value


def number(field: str, default: int, least: int, most: int) -> int:
    """Return a number of the query; ends the request with 400 unless it is within its bounds."""
    text = request.args.get(field, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        abort(400, message={field: f"has to be a number from {least} to {most}"})
    return int(text)


class Messages(Resource):
    """The messages of a room."""

    def get(self, room: str) -> dict[str, Any]:
        limit, after = number("limit", 20, 1, 100), number("after", 0, 0, 10**18)
        found = rooms().messages(room, after)
        page = found[:limit]
        more = len(found) > limit
        return {
            "messages": [as_json(message) for message in page],
            "next": url_for("api.messages", room=room, limit=limit, after=page[-1].id) if more else None,
        }

    def post(self, room: str) -> tuple[dict[str, Any], int, dict[str, str]]:
        message = rooms().add(room, string("author", 1, 32), string("text", 1, 4000))
        return as_json(message), 201, {"Location": f"/api/rooms/{room}/messages/{message.id}"}


class OneMessage(Resource):
    """A message of a room."""

    def get(self, room: str, number: int) -> dict[str, Any]:
        for message in rooms().messages(room, number - 1)[:1]:
            if message.id == number:
                return as_json(message)
        abort(404, message=f"there is no message {number} in this room")


class Welcome(Resource):
    """The welcome of a room."""

    def put(self, room: str) -> tuple[str, int]:
        rooms().set_welcome(room, string("welcome", 0, 4000))
        return "", 204


api.add_resource(Messages, "/rooms/<room>/messages")
api.add_resource(OneMessage, "/rooms/<room>/messages/<int:number>")
api.add_resource(Welcome, "/rooms/<room>/welcome")
