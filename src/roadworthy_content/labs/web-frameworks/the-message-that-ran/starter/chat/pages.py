"""What people see: a page and a feed for each room."""

import json
import re

from flask import Blueprint, make_response, render_template, render_template_string, request

from chat.api import as_json, store

blueprint = Blueprint("pages", __name__)


@blueprint.app_template_filter()
def linkify(text):
    """Make links of the URLs in a text."""
    return re.sub(r"(https?://\S+)", r'<a href="\1" rel="nofollow noopener">\1</a>', text)


@blueprint.get("/rooms/<room>")
def room_page(room):
    """The room with its messages."""
    name = request.args.get("name", "stranger")
    welcome = store.welcome(room).replace("{name}", name).replace("{room}", room)
    return render_template(
        "room.html",
        room=room,
        welcome=render_template_string(welcome),
        messages=store.messages(room),
        as_json=[as_json(message) for message in store.messages(room)],
        json=json,
    )


@blueprint.get("/rooms/<room>/feed.atom")
def feed(room):
    """The room's messages for feed readers."""
    answer = make_response(render_template("feed.atom", room=room, messages=store.messages(room)))
    answer.mimetype = "application/atom+xml"
    return answer
