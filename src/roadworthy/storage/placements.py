"""Placements: what somebody said when one began, and what they said of probes. What came of it is in the ledger."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from roadworthy.errors import NotFoundError
from roadworthy.storage.records import PlacementRecord, ProbeNote, ProbeWord
from roadworthy.storage.tables import Learner, PlacementNote, StoredPlacement, now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

Sessions: TypeAlias = "Callable[[], AbstractContextManager[Session]]"

SEEDS = 2**31


class Placements:
    """The placements of a store's learners; only the last of each counts, the earlier ones are kept.

    Args:
        reading: Makes a session to read with.
        writing: Makes a session to write with.
        learner_row: Finds a learner by name, or makes one.
    """

    def __init__(self, reading: Sessions, writing: Sessions, learner_row: Callable[[Session, str], Learner]) -> None:
        self._reading = reading
        self._writing = writing
        self._learner_row = learner_row

    def begin(self, learner: str, claims: Mapping[str, bool], *, seed: int | None = None) -> PlacementRecord:
        """Begin a placement; one that was there before no longer counts.

        Args:
            learner: Whose.
            claims: Skill -> what they say of it; empty if they said nothing.
            seed: 0 to 2**31 - 1; left out, any.
        """
        chosen = secrets.randbelow(SEEDS) if seed is None else seed
        with self._writing() as session:
            row = StoredPlacement(
                learner_id=self._learner_row(session, learner).id,
                seed=chosen,
                claims=dict(sorted(claims.items())),
                started=now(),
            )
            session.add(row)
            session.flush()
            return _record(row)

    def last(self, learner: str) -> PlacementRecord | None:
        """Return a learner's last placement, None if they never began one."""
        with self._reading() as session:
            row = _last(session, learner)
            return _record(row) if row else None

    def note(self, learner: str, probe: str, word: ProbeWord) -> None:
        """Keep what the learner says of a probe of their placement. Raises NotFoundError if they never began one."""
        with self._writing() as session:
            session.add(PlacementNote(placement_id=_open(session, learner).id, probe=probe, word=word, at=now()))

    def set_ended(self, learner: str, *, ended: bool) -> None:
        """End the learner's placement, or go on with it. Raises NotFoundError if they never began one."""
        with self._writing() as session:
            _open(session, learner).ended = now() if ended else None


def _last(session: Session, learner: str) -> StoredPlacement | None:
    return session.scalar(
        select(StoredPlacement)
        .join(Learner, Learner.id == StoredPlacement.learner_id)
        .where(Learner.name == learner)
        .order_by(StoredPlacement.id.desc())
        .limit(1)
    )


def _open(session: Session, learner: str) -> StoredPlacement:
    row = _last(session, learner)
    if row is None:
        raise NotFoundError("no placement was begun", hint="`roadworthy place` begins one, and so does /placement")
    return row


def _record(row: StoredPlacement) -> PlacementRecord:
    notes = tuple(ProbeNote(note.probe, ProbeWord(note.word), note.at) for note in row.notes)
    return PlacementRecord(row.id, row.seed, row.claims, row.started, row.ended, notes)
