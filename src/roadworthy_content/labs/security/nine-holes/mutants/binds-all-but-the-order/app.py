"""The chat, mended."""

from __future__ import annotations

import base64
import json
import os
import re
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import store
from flask import Flask, Response, abort, jsonify, render_template_string, request, send_from_directory

app = Flask(__name__)
CHANGEABLE = {"title", "homepage"}
PAGE = """<!doctype html>
<title>{{ room }}</title>
<ul>
{% for message in messages %}
  <li>
    {% if is_web(message.homepage) %}<a class="author" href="{{ message.homepage }}">{{ message.author }}</a>
    {% else %}<span class="author">{{ message.author }}</span>{% endif %}
    <p>{{ message.text }}</p>
  </li>
{% endfor %}
</ul>
"""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever answers does not decide where we ask next."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


opener = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler({}))


def user() -> str:
    """Return who asks. Our gateway sets this header, and nobody else can."""
    return request.headers["X-User"]


def body() -> dict[str, Any]:
    """Return the JSON object that was sent; anything else is a 400."""
    data = request.get_json()
    return data if isinstance(data, dict) else abort(400)


def is_web(address: str) -> bool:
    """Return whether a browser may be sent to an address."""
    return re.match(r"https?://[^\s]+\Z", address) is not None


@app.get("/search")
def search() -> Response:
    """Return messages that contain q, of the rooms of whoever asks; ordered by sent_at or author."""
    q, order = request.args.get("q", ""), request.args.get("order", "sent_at")
    with store.connect() as database:
        rows = database.execute(
            "SELECT id, room, author, sent_at, text FROM messages WHERE instr(text, ?) "
            "AND room IN (SELECT room FROM members WHERE name = ?) ORDER BY " + order,
            [q, user()],
        ).fetchall()
    return jsonify([dict(row) for row in rows])


def visible_message(number: int) -> dict[str, Any]:
    """Return a message of a room of whoever asks; others are not there."""
    with store.connect() as database:
        row = database.execute(
            "SELECT id, messages.room, author, sent_at, text FROM messages "
            "JOIN members ON members.room = messages.room AND members.name = ? WHERE id = ?",
            [user(), number],
        ).fetchone()
    return dict(row) if row else abort(404)


@app.get("/messages/<int:number>")
def read(number: int) -> Response:
    """Return one message."""
    return jsonify(visible_message(number))


@app.delete("/messages/<int:number>")
def delete(number: int) -> Response:
    """Take back one message of one's own."""
    if visible_message(number)["author"] != user():
        abort(403)
    with store.connect() as database:
        database.execute("DELETE FROM messages WHERE id = ?", [number])
    return Response(status=204)


@app.get("/rooms/<room>/page")
def page(room: str) -> str:
    """Return a room's messages as a page."""
    with store.connect() as database:
        if not database.execute("SELECT 1 FROM members WHERE room = ? AND name = ?", [room, user()]).fetchone():
            abort(404)
        messages = database.execute(
            "SELECT author, text, homepage FROM messages JOIN users ON name = author WHERE room = ? ORDER BY id", [room]
        ).fetchall()
    return render_template_string(PAGE, room=room, messages=messages, is_web=is_web)


@app.patch("/me")
def change_me() -> Response:
    """Change title or homepage of whoever asks."""
    changes = body()
    if not changes.keys() <= CHANGEABLE or not all(isinstance(value, str) for value in changes.values()):
        abort(400)
    if not is_web(changes.get("homepage", "https://unchanged")):
        abort(400)
    with store.connect() as database:
        database.execute(
            "UPDATE users SET title = coalesce(?, title), homepage = coalesce(?, homepage) WHERE name = ?",
            [changes.get("title"), changes.get("homepage"), user()],
        )
        row = database.execute("SELECT name, role, title, homepage FROM users WHERE name = ?", [user()]).fetchone()
    return jsonify(dict(row))


@app.get("/files/<path:name>")
def download(name: str) -> Response:
    """Return a file of the folder files/."""
    return send_from_directory(os.path.abspath("files"), name, mimetype="application/octet-stream")


@app.post("/preview")
def preview() -> Response:
    """Return the title of a page of one of the hosts in PREVIEW_HOSTS ("host:port host:port")."""
    url = body().get("url")
    try:
        asked = urlsplit(url)
        allowed = asked.scheme in ("http", "https") and asked.netloc in os.environ["PREVIEW_HOSTS"].split()
    except (ValueError, TypeError, AttributeError):
        allowed = False
    if not allowed:
        abort(400)
    try:
        with opener.open(url, timeout=3) as answer:
            text = answer.read(100_000).decode(errors="replace")
    except (OSError, ValueError):
        abort(502)
    title = re.search("<title>(.*?)</title>", text, re.DOTALL)
    return jsonify(title=title[1] if title else "")


@app.post("/drafts/export")
def export_drafts() -> Response:
    """Turn drafts ({room: text}) into a text that the client keeps."""
    return jsonify(blob=base64.b64encode(json.dumps(body()).encode()).decode())


@app.post("/drafts/import")
def import_drafts() -> Response:
    """Turn such a text back into drafts."""
    try:
        drafts = json.loads(base64.b64decode(body()["blob"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        abort(400)
    if not isinstance(drafts, dict) or not all(isinstance(text, str) for text in drafts.values()):
        abort(400)
    return jsonify(drafts)
