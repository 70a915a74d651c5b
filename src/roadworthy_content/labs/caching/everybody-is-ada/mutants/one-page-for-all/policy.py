"""The caching headers of the web site."""

YEAR = 31_536_000  # seconds
DAY = 86_400


def headers_for(path: str, logged_in: bool) -> dict[str, str]:
    """Return the headers of a good answer.

    Args:
        path: Of the request, without a query.
        logged_in: Whether the page was made for somebody.
    """
    if path.startswith("/assets/"):
        return {"Cache-Control": f"public, max-age={YEAR}, immutable"}  # a new version has a new name
    if _is_below(path, "/me"):
        return {"Cache-Control": "private, no-store"}
    if _is_below(path, "/rooms"):
        return {
            "Cache-Control": f"public, max-age=0, s-maxage=1, stale-while-revalidate=60, stale-if-error={DAY}",
            "Vary": "Accept-Language",
        }
    return {"Cache-Control": "no-cache"}


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")
