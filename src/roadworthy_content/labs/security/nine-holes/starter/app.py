"""The chat, as it went live in a hurry. It works, and it has holes: see the brief."""

from __future__ import annotations

import base64
import os
import pickle
import re
import urllib.request
from pathlib import Path

import store
from flask import Flask, Response, abort, jsonify, render_template_string, request

app = Flask(__name__)
FILES = Path("files")
PAGE = """<!doctype html>
<title>{{ room }}</title>
<ul>
{% for message in messages %}
  <li><a class="author" href="{{ message.homepage }}">{{ message.author }}</a> <p>{{ message.text | safe }}</p></li>
{% endfor %}
</ul>
"""


def user() -> str:
    """Return who asks. Our gateway sets this header, and nobody else can."""
    return request.headers["X-User"]


@app.get("/search")
def search() -> Response:
    """Return messages that contain q, of the rooms of whoever asks; ordered by sent_at or author."""
    q, order = request.args.get("q", ""), request.args.get("order", "sent_at")
    with store.connect() as database:
        rows = database.execute(
            f"SELECT id, room, author, sent_at, text FROM messages WHERE text LIKE '%{q}%' "
            f"AND room IN (SELECT room FROM members WHERE name = '{user()}') ORDER BY {order}"
        ).fetchall()
    return jsonify([dict(row) for row in rows])


@app.get("/messages/<int:number>")
def read(number: int) -> Response:
    """Return one message."""
    with store.connect() as database:
        row = database.execute("SELECT id, room, author, sent_at, text FROM messages WHERE id = ?", [number]).fetchone()
    return jsonify(dict(row)) if row else abort(404)


@app.delete("/messages/<int:number>")
def delete(number: int) -> Response:
    """Take back one message."""
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
    return render_template_string(PAGE, room=room, messages=messages)


@app.patch("/me")
def change_me() -> Response:
    """Change title or homepage of whoever asks."""
    changes = request.get_json()
    with store.connect() as database:
        for key, value in changes.items():
            database.execute(f"UPDATE users SET {key} = ? WHERE name = ?", [value, user()])
        row = database.execute("SELECT name, role, title, homepage FROM users WHERE name = ?", [user()]).fetchone()
    return jsonify(dict(row))


@app.get("/files/<path:name>")
def download(name: str) -> Response:
    """Return a file of the folder files/."""
    file = FILES / name
    if not file.is_file():
        abort(404)
    return Response(file.read_bytes(), content_type="application/octet-stream")


@app.post("/preview")
def preview() -> Response:
    """Return the title of a page of one of the hosts in PREVIEW_HOSTS ("host:port host:port")."""
    url = request.get_json()["url"]
    if not any(host in url for host in os.environ["PREVIEW_HOSTS"].split()):
        abort(400)
    with urllib.request.urlopen(url, timeout=3) as answer:
        text = answer.read(100_000).decode(errors="replace")
    title = re.search("<title>(.*?)</title>", text, re.DOTALL)
    return jsonify(title=title[1] if title else "")


@app.post("/drafts/export")
def export_drafts() -> Response:
    """Turn drafts ({room: text}) into a text that the client keeps."""
    return jsonify(blob=base64.b64encode(pickle.dumps(request.get_json())).decode())


@app.post("/drafts/import")
def import_drafts() -> Response:
    """Turn such a text back into drafts."""
    return jsonify(pickle.loads(base64.b64decode(request.get_json()["blob"])))
