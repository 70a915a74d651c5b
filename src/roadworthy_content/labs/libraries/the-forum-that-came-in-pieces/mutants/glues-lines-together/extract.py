"""What is on a page of the forum."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment

if TYPE_CHECKING:
    from bs4 import Tag

NOT_THE_AUTHORS = ".signature, script, style"


def posts(page: bytes, url: str) -> list[dict[str, Any]]:
    """Return the posts of a page, in its order. Raises ValueError if it has no table of them.

    lxml closes cells and rows where a browser would; html.parser puts each into the one before.
    """
    table = BeautifulSoup(page, "lxml").select_one("table.posts")
    if table is None:
        raise ValueError(f"there is no table of posts on {url}")
    return [post(row, url) for row in table.select("tr.post:not(.deleted)")]


def post(row: Tag, url: str) -> dict[str, Any]:
    """Return what a row tells."""
    author, when, body, files = (row.select_one(f"td.{name}") for name in ("author", "when", "body", "files"))
    return {
        "id": int(row["id"].removeprefix("p")),
        "author": " ".join((author.a or author).text.split()),
        "sent_at": datetime.fromisoformat(when["title"]).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": written(body),
        "files": [urljoin(url, link["href"]) for link in files.select("a[href]")] if files else [],
    }


def written(body: Tag) -> str:
    """Return what the author wrote, a line for each line that a browser would show. Changes the element."""
    for element in body.select(NOT_THE_AUTHORS):
        element.decompose()
    for comment in body.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for text in body.find_all(string=True):
        text.replace_with(" ".join(f"<{text}>".split())[1:-1])  # line ends in the source are no line ends
    for element in body.select("blockquote"):
        element.decompose()
    lines = (" ".join(line.split()) for line in body.text.split("\n"))
    return "\n".join(line for line in lines if line)
