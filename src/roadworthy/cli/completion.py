"""What the shell offers when a person presses Tab."""

from __future__ import annotations


def lab_ids(incomplete: str) -> list[tuple[str, str]]:
    """Return id and title of the labs whose id begins so; nothing at all when they cannot be read."""
    from roadworthy.cli.session import Session
    from roadworthy.errors import RoadworthyError

    try:
        labs = Session().labs
    except RoadworthyError:
        return []
    return [(lab.id, lab.title) for lab in labs.values() if lab.id.startswith(incomplete)]
