"""The chat: pages for people, an API for programs."""

import os

from flask import Flask

from chat.api import blueprint as api
from chat.pages import blueprint as pages

app = Flask(__name__)
app.config["TITLE"] = os.environ.get("CHAT_TITLE", "Chat")
app.config["MAX_CONTENT_LENGTH"] = os.environ.get("CHAT_MAX_CONTENT_LENGTH", 16384)
app.register_blueprint(pages)
app.register_blueprint(api, url_prefix="/api")


def create_app(config=None):
    """Return the app."""
    app.config.update(config or {})
    return app
