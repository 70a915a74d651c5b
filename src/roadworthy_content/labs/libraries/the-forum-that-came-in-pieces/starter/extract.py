"""What is on a page of the forum."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


def posts(page: bytes, url: str) -> list[dict[str, Any]]:
    """Return the posts of a page."""
    soup = BeautifulSoup(page, "html.parser")
    return [
        {
            "id": int(row["id"][1:]),
            "author": row.find(class_="author").text,
            "sent_at": row.find(class_="when")["title"],
            "text": row.find(class_="body").text,
            "files": [link["href"] for link in row.find(class_="files").find_all("a")],
        }
        for row in soup.find_all(class_="post")
    ]
