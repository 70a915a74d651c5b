"""Putting a finished pack into its place, and never losing the one that was there."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from roadworthy.errors import UsageError
from roadworthy.labs.files import walk_files

if TYPE_CHECKING:
    from pathlib import Path


def publish(built: Path, pack: Path, *, replace_pack: bool) -> tuple[str, Path | None]:
    """Rename the built pack into its place.

    Returns:
        "new", "unchanged" (the built one is left where it is) or "replaced", and where the pack is that was there before.

    Raises:
        UsageError: Another pack is there, and `replace_pack` is not set.
    """
    if not pack.exists() or not any(pack.iterdir()):
        built.rename(pack)
        return "new", None
    if _same(built, pack):
        return "unchanged", None
    if not replace_pack:
        hint = "name another folder, or say --replace, which keeps the old one beside it"
        raise UsageError("another pack is there already, which this one differs from", where=str(pack), hint=hint)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = pack.with_name(f"{pack.name}.kept-{stamp}")
    pack.rename(kept)
    try:
        built.rename(pack)
    except OSError:
        kept.rename(pack)
        raise
    return "replaced", kept


def _same(one: Path, other: Path) -> bool:
    """Return True if two folders hold the same files; stops at the first difference, however large one of them is."""
    pairs = itertools.zip_longest(walk_files(one), walk_files(other))
    return all(
        mine
        and theirs
        and mine[0] == theirs[0]
        and mine[1].stat().st_size == theirs[1].stat().st_size
        and mine[1].read_bytes() == theirs[1].read_bytes()
        for mine, theirs in pairs
    )
