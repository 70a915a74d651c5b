"""What the `roadmap` commands share: a document in, JSON out."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from roadworthy.errors import ContentError, NotFoundError

_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_LOOKED_AT = 8192  # bytes that tell a text file from another


def document_bytes(file: str, kind: str = "a Markdown file") -> bytes:
    """Return the bytes of a file (`-`: of standard input).

    Args:
        file: Its path.
        kind: What is wanted, for the hint.

    Raises:
        NotFoundError: There is no such file.
        ContentError: It is no text file, or cannot be read.
    """
    if file == "-":
        data = sys.stdin.buffer.read()
    else:
        path = Path(file)
        if path.is_dir():
            raise NotFoundError("is a folder", where=file, hint=f"name {kind} in it")
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise NotFoundError("no such file", where=file, hint="check the path") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ContentError(f"cannot be read: {reason}", where=file, hint="check its permissions") from None
    if b"\0" in data[:_LOOKED_AT] and not data.startswith(_BOMS):
        raise ContentError("is not a text file", where=file, hint=f"name {kind}")
    return data


def print_json(value: dict[str, Any]) -> None:
    """Print a value as JSON, in ASCII where the output cannot write everything."""
    utf = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not utf, indent=2, default=_moment))


def _moment(value: object) -> str:
    """Return a moment in ISO 8601; raise TypeError for anything else that JSON does not have."""
    if isinstance(value, datetime):
        return value.isoformat()
    message = f"{type(value).__name__} is not JSON"
    raise TypeError(message)
