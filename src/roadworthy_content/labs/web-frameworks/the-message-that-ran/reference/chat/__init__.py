"""The chat: pages for people, an API for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from chat.api import blueprint as api
from chat.pages import blueprint as pages
from chat.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make an app with rooms of its own; `config` goes before the environment, and that before the defaults."""
    app = Flask(__name__)
    app.config.from_mapping(TITLE="Chat", MAX_CONTENT_LENGTH=16384)
    app.config.from_prefixed_env("CHAT")
    app.config.update(config or {})
    app.extensions["chat"] = Store()
    app.register_blueprint(pages)
    app.register_blueprint(api, url_prefix="/api")
    app.register_error_handler(HTTPException, show_error)
    return app


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer programs in JSON, and people with werkzeug's page."""
    if request.path.startswith("/api/"):
        return {"message": error.description}, error.code or 500
    return error
