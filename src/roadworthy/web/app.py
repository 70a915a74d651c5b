"""The app: pages, API, bundled files, and the gate before them."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from roadworthy import __version__
from roadworthy.settings import Settings
from roadworthy.web import problems
from roadworthy.web.api import DESCRIPTION, TAGS
from roadworthy.web.api import router as api
from roadworthy.web.api.runs import Runs
from roadworthy.web.pages import router as pages
from roadworthy.web.security import Gate, is_loopback
from roadworthy.web.state import AppState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.responses import Response
    from starlette.types import Scope

STATIC = Path(__file__).parent / "static"

_ANY = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not bound to


class _Static(StaticFiles):
    """Files of the package; those whose name carries a hash of their content are kept by browsers for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with how long it may be kept."""
        response = await super().get_response(path, scope)
        hashed = path.startswith("built/") and Path(path).suffix not in {".json", ""}
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def create_app(settings: Settings | None = None, *, state: AppState | None = None) -> FastAPI:
    """Return the app.

    Args:
        settings: Of this process; read from the environment if left out.
        state: What to serve; made from the settings if left out.

    Raises:
        StorageError: The database cannot be opened.
    """
    settings = settings or (state.settings if state else Settings())
    opened = state or AppState(settings)
    runs = Runs()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await runs.stop()
        opened.close()

    app = FastAPI(
        title="Roadworthy",
        version=__version__,
        summary="A roadmap you can run.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # Swagger UI comes from somebody else's server, which the content security policy forbids
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.roadworthy = opened
    app.state.runs = runs
    app.include_router(api)
    app.include_router(pages)
    app.mount("/static", _Static(directory=STATIC), name="static")
    problems.install(app)
    hosts = {settings.host} if is_loopback(settings.host) else {settings.host, socket.gethostname(), socket.getfqdn()}
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)  # a map of 160 KB shrinks to a tenth
    app.add_middleware(
        Gate,
        hosts=hosts - _ANY,
        any_address=settings.host in _ANY,
        refusal=problems.refusal,
    )
    return app
