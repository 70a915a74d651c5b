"""Files from the store of attachments, with urllib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from pathlib import Path


def file_url(base: str, *segments: str, **query: Any) -> str:
    """Put the address of a file together."""
    return f"{base}/{'/'.join(segments)}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def download(url: str, path: Path, *, tries: int = 5) -> None:
    """Fetch a file."""
    with urlopen(url) as answer, open(path, "wb") as file:
        while block := answer.read(65536):
            file.write(block)
