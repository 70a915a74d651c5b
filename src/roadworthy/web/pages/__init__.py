"""Pages: HTML from the server."""

from fastapi import APIRouter

from roadworthy.web.pages import evidence, help, labs, maps, roadmaps
from roadworthy.web.pages.help import error_page

router = APIRouter(include_in_schema=False)
for part in (maps, roadmaps, labs, evidence, help):
    router.include_router(part.router)

__all__ = ["error_page", "router"]
