"""What people see: a page and a feed for each room."""

from __future__ import annotations

import html
import re

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from chat.api import as_json, rooms

URL = re.compile(r"""https?://\S+""")
PLACEHOLDER = re.compile(r"\{(name|room)\}")

blueprint = Blueprint("pages", __name__)


@blueprint.app_template_filter()
def linkify(text: str) -> Markup:
    """Escape a text, and make links of the URLs in it."""
    escaped = html.escape(text, quote=False)
    return Markup(URL.sub(r'<a href="\g<0>" rel="nofollow noopener">\g<0></a>', escaped))


def greet(welcome: str, **values: str) -> str:
    """Put values in the place of their names in braces, each once, so that a value's own braces stay."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], welcome)


@blueprint.get("/rooms/<room>")
def room_page(room: str) -> str:
    """The room with its messages."""
    messages = rooms().messages(room)
    return render_template(
        "room.html",
        room=room,
        welcome=greet(rooms().welcome(room), name=request.args.get("name", "stranger"), room=room),
        messages=messages,
        as_json=[as_json(message) for message in messages],
    )


@blueprint.get("/rooms/<room>/feed.atom")
def feed(room: str) -> Response:
    """The room's messages for feed readers."""
    text = render_template("feed.atom", room=room, messages=rooms().messages(room))
    return Response(text, mimetype="application/atom+xml")
