"""Pages: HTML from the server."""

from fastapi import APIRouter

from roadworthy.web.pages import labs, maps, matrix, me, moving, placement, review, roadmaps, signposts
from roadworthy.web.pages.signposts import error_page

router = APIRouter(include_in_schema=False)
for part in (maps, roadmaps, labs, me, moving, placement, review, matrix, signposts):
    router.include_router(part.router)

__all__ = ["error_page", "router"]
