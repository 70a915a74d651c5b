"""The chat: pages for people, an API for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask

from chat.api import blueprint as api
from chat.pages import blueprint as pages
from chat.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make an app with rooms of its own; `config` goes before the environment, and that before the defaults."""
    app = Flask(__name__)
    app.config.from_mapping(TITLE="Chat", MAX_CONTENT_LENGTH=16384)
    app.config.from_prefixed_env("CHAT")
    app.config.update(config or {})
    app.extensions["chat"] = Store()
    app.register_blueprint(pages)
    app.register_blueprint(api, url_prefix="/api")
    return app
