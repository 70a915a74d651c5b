"""Files from the store of attachments, with urllib."""

from __future__ import annotations

import http.client
import os
import tempfile
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

SILENCE = 5.0  # seconds
BLOCK = 65536


def file_url(base: str, *segments: str, **query: Any) -> str:
    """Put the address of a file together. Raises ValueError for a segment that would lead elsewhere."""
    for segment in segments:
        if segment in ("", ".", ".."):
            raise ValueError(f"{segment!r} is no name in a path")
    path = "/".join([base, *(quote(segment, safe="") for segment in segments)])
    text = urlencode({name: value for name, value in query.items() if value is not None}, doseq=True)
    return f"{path}?{text}" if text else path


def download(url: str, path: Path, *, tries: int = 5) -> None:
    """Fetch a file, going on where it broke off. Raises OSError if it does not succeed within so many requests."""
    path = Path(path)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            tag: str | None = None
            for _ in range(tries):
                tag, whole = fetch(url, file, tag)
                if whole:
                    break
            else:
                raise OSError(f"{url} broke off {tries} times")
            file.close()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def fetch(url: str, file: IO[bytes], tag: str | None) -> tuple[str | None, bool]:
    """Make one request, for what the file lacks; return the version's tag, and whether the file is whole now."""
    begin = file.tell() if tag is not None else 0
    headers = {"Range": f"bytes={begin}-", "If-Range": tag} if tag is not None and begin else {}
    try:
        with urlopen(Request(url, headers=headers), timeout=SILENCE) as answer:
            if answer.status != 206:
                begin = 0
            file.seek(begin)
            file.truncate()
            tag, length = answer.headers["ETag"], answer.headers["Content-Length"]
            missing = None if length is None else int(length)
            while block := answer.read(BLOCK):
                file.write(block)
                missing = None if missing is None else missing - len(block)
    except HTTPError:
        raise
    except (OSError, http.client.HTTPException):  # broken: what came is kept
        return tag, False
    return tag, not missing
