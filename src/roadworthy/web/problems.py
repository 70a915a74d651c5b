"""Errors on their way to the person: JSON from the API, a page from everything else; never a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from roadworthy.errors import ContentError, MissingToolError, NotFoundError, RoadworthyError, UsageError
from roadworthy.storage import StorageError
from roadworthy.web.pages import error_page
from roadworthy.web.state import ConflictError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.types import Scope

API = "/api/"

_STATUS: tuple[tuple[type[RoadworthyError], int], ...] = (
    (ConflictError, 409),
    (NotFoundError, 404),
    (UsageError, 400),
    (ContentError, 422),
    (MissingToolError, 503),
    (StorageError, 503),
)


class ProblemDetail(BaseModel):
    """What went wrong, where, and what to do next."""

    kind: str = Field(description="Stable slug: `not-found`, `usage`, `conflict`, `content`, `storage`, ...")
    message: str = Field(description="One line for people.")
    where: str = Field(default="", description="File, address or field that it is about.")
    hint: str = Field(default="", description="What to do next.")


class Problem(BaseModel):
    """The body of every answer that is an error."""

    error: ProblemDetail


def status_of(error: RoadworthyError) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def kind_of(error: RoadworthyError) -> str:
    """Return the stable slug of an error's class: NotFoundError -> "not-found"."""
    name = type(error).__name__.removesuffix("Error")
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def answer(path: str, status: int, *, kind: str, message: str, where: str = "", hint: str = "") -> Response:
    """Return the answer that says so: JSON below /api/, else a page."""
    if path.startswith(API):
        detail = ProblemDetail(kind=kind, message=message, where=where, hint=hint)
        # Through json.dumps with ASCII only, because messages quote what was sent, and that may hold lone surrogates.
        return _AsciiJSON(Problem(error=detail).model_dump(), status_code=status)
    return error_page(status, message=_printable(message), hint=_printable(hint))


class _AsciiJSON(JSONResponse):
    def render(self, content: Any) -> bytes:
        """Return JSON in ASCII."""
        return json.dumps(content, ensure_ascii=True).encode("ascii")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def refusal(scope: Scope, status: int, message: str, hint: str) -> Response:
    """Return the answer to a request that never came as far as the app (see `security.Gate`)."""
    path = str(scope["path"])
    if status >= 500:
        return answer(path, status, kind="internal", message=message, hint=hint)
    if path.startswith(API):
        return answer(path, status, kind="refused", message=message, hint=hint)
    # Plain text: whoever is refused is shown nothing of ours.
    return Response(f"{message}; {hint}\n" if hint else f"{message}\n", status_code=status, media_type="text/plain")


def install(app: FastAPI) -> None:
    """Make the app answer every error in our own words."""

    @app.exception_handler(RoadworthyError)
    async def ours(request: Request, error: RoadworthyError) -> Response:
        return answer(
            request.url.path,
            status_of(error),
            kind=kind_of(error),
            message=error.message,
            where=error.where,
            hint=error.hint,
        )

    @app.exception_handler(RequestValidationError)
    async def misput(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        return answer(request.url.path, 422, kind="usage", message=str(first["msg"]), where=where)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
        message = "" if error.status_code == 404 and not request.url.path.startswith(API) else str(error.detail)
        response = answer(request.url.path, error.status_code, kind=kind, message=message)
        response.headers.update(error.headers or {})
        return response
