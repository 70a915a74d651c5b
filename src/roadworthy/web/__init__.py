"""The browser's face: a FastAPI app with pages and a JSON API. It composes; it decides nothing.

Import `create_app` and `run` from here; both are loaded when they are first asked for, since the app is slow to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy.web.app import create_app
    from roadworthy.web.serve import run

__all__ = ["create_app", "run"]


def __getattr__(name: str) -> object:
    if name == "create_app":
        from roadworthy.web.app import create_app

        return create_app
    if name == "run":
        from roadworthy.web.serve import run

        return run
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
