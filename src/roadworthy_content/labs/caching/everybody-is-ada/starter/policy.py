"""The caching headers of the web site."""


def headers_for(path: str, logged_in: bool) -> dict[str, str]:
    """Return the headers of a good answer.

    Args:
        path: Of the request, without a query.
        logged_in: Whether the page was made for somebody.
    """
    return {"Cache-Control": "public, max-age=3600"}
