"""The API's own page: what there is to ask, from its OpenAPI document, without anybody else's scripts."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from roadworthy.web.pages.render import page

router = APIRouter()


@router.get("/docs", include_in_schema=False)
def api_page(request: Request) -> HTMLResponse:
    """List every operation, by tag."""
    document: dict[str, Any] = request.app.openapi()
    operations: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for tag in operation["tags"]:
                operations[tag].append({"method": method.upper(), "path": path, **operation})
    return page(
        "api.html",
        here="api",
        address=request.base_url,
        document=document,
        tags=[(tag, operations[tag["name"]]) for tag in document["tags"]],
    )
