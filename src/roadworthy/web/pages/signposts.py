"""Help, and the pages that say what went wrong."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from roadworthy.web.pages.render import page

router = APIRouter()


@router.get("/help")
def help_page() -> HTMLResponse:
    """Say what this is, and which keys there are."""
    return page("help.html", here="help")


def error_page(status: int, message: str = "", hint: str = "") -> HTMLResponse:
    """Return the page for an error.

    Args:
        status: HTTP status; 404 has its own words.
        message: What went wrong, for people; never a traceback.
        hint: What to do next.
    """
    if status == 404:
        heading, otherwise = "This road does not lead anywhere", "There is no such page."
    elif status >= 500:
        heading, otherwise = (
            "Something broke on our side",
            "It was noted where Roadworthy runs. Nothing of yours is lost.",
        )
    else:
        heading, otherwise = "That did not work", "The request was put wrongly; nothing was changed."
    return page("error.html", status=status, heading=heading, message=message or otherwise, hint=hint)
