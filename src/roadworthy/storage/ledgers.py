"""Reading ledgers: many attempts at once, and of each only what mastery is computed from."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, literal_column, select, type_coerce

from roadworthy.labs import Status
from roadworthy.storage.records import LabHistory, LedgerEntry
from roadworthy.storage.tables import Attempt, Evidence, Learner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

# Tables, not classes: the mapper would look at every row again.
_A, _E, _L = Attempt.__table__.c, Evidence.__table__.c, Learner.__table__.c
_UTC = "+00:00"
_STATUS = {status.value: status for status in Status}


def of(session: Session, learners: Iterable[str]) -> dict[str, tuple[LedgerEntry, ...]]:
    """Return name -> the learner's ledger (see `Store.ledgers`).

    Three queries that indexes answer alone, so that no verdict is read, and that give plain values: this is asked on
    every page, and for hundreds of learners at once.
    """
    named = session.connection().execute(select(_L.id, _L.name).where(_L.name.in_(list(learners))))
    names = {number: name for number, name in named}  # noqa: C416 - rows are no tuples to mypy
    attempts = (
        session.connection()
        .execute(
            select(_A.learner_id, _A.number, _A.lab, type_coerce(_A.started, String), _A.status)
            .where(_A.learner_id.in_(names))
            .order_by(_A.learner_id, _A.lab, _A.started)
        )
        .all()
    )
    proofs = _proofs(session, names)  # after the attempts: none of those that passed can be without
    found: defaultdict[int, list[LedgerEntry]] = defaultdict(list)
    for learner, number, lab, started, status in attempts:
        at = _moment(started)
        if status == "passed":
            found[learner].append(LedgerEntry(lab, at, Status.PASSED, *proofs.get(number, ())))
        else:
            found[learner].append(LedgerEntry(lab, at, _STATUS[status]))
    return {names[learner]: tuple(entries) for learner, entries in found.items()}


def histories(session: Session, labs: Iterable[str], learners: int) -> dict[str, tuple[LabHistory, ...]]:
    """Return lab id -> one history a learner (see `Store.lab_histories`)."""
    newest = select(_L.id).order_by(_L.id.desc()).limit(learners)
    rows = session.connection().execute(
        select(_A.learner_id, _A.lab, _A.started, _A.status)
        .where(_A.learner_id.in_(newest), _A.lab.in_(list(labs)))
        .order_by(_A.learner_id, _A.lab, _A.started)
    )
    grouped: defaultdict[str, defaultdict[int, list[tuple[datetime, Status]]]] = defaultdict(lambda: defaultdict(list))
    for learner, lab, started, status in rows:
        grouped[lab][learner].append((started, _STATUS[status]))
    return {lab: tuple(tuple(history) for history in each.values()) for lab, each in grouped.items()}


def _moment(stored: str | datetime) -> datetime:
    """Return a moment in UTC: SQLite hands out the text that it keeps, PostgreSQL a datetime."""
    return datetime.fromisoformat(stored + _UTC) if isinstance(stored, str) else stored.astimezone(UTC)


def _proofs(session: Session, learners: Iterable[int]) -> dict[int, tuple[str, str, str, tuple[str, ...]]]:
    """Return attempt number -> id, hash of the lab, hash of the code, and skills, of attempts that passed."""
    skills: defaultdict[int, list[str]] = defaultdict(list)
    evidence = session.connection().execute(
        select(_E.attempt_number, _E.skill).where(_E.learner_id.in_(learners)).order_by(_E.skill)
    )
    for number, skill in evidence:
        skills[number].append(skill)
    passes = session.connection().execute(
        select(_A.number, _A.id, _A.lab_hash, _A.submission_hash)
        # The status as text, not as a parameter: else SQLite does not see that its index of passes will do.
        .where(_A.learner_id.in_(learners), _A.status == literal_column("'passed'"))
    )
    return {
        number: (attempt, lab_hash, submission_hash, tuple(skills[number]))
        for number, attempt, lab_hash, submission_hash in passes
    }
