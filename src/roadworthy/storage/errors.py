"""What can go wrong between us and the database."""

from __future__ import annotations

from roadworthy.errors import RoadworthyError


class StorageError(RoadworthyError):
    """The database cannot be opened, read or written; nothing was lost, and nothing was written by halves."""

    exit_code = 5
