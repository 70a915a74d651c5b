"""Reading ledgers: many attempts at once, and of each only what mastery is computed from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from roadworthy.labs import Status
from roadworthy.storage.records import LabHistory, LedgerEntry
from roadworthy.storage.tables import Attempt, Evidence, Learner

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

_STATUS = {status.value: status for status in Status}


def of(session: Session, learners: Iterable[str]) -> dict[str, tuple[LedgerEntry, ...]]:
    """Return name -> the learner's ledger (see `Store.ledgers`).

    Two queries, since the one for all attempts is answered by an index alone, and few attempts pass.
    """
    rows = session.execute(select(Learner.id, Learner.name).where(Learner.name.in_(list(learners))))
    names = {number: name for number, name in rows}  # noqa: C416 - rows are no tuples to mypy
    attempts = session.execute(
        select(Attempt.learner_id, Attempt.number, Attempt.lab, Attempt.started, Attempt.status)
        .where(Attempt.learner_id.in_(names))
        .order_by(Attempt.learner_id, Attempt.lab, Attempt.started)
    ).all()
    proofs = _proofs(session, names)  # after the attempts: none of those that passed can be without
    found: defaultdict[int, list[LedgerEntry]] = defaultdict(list)
    for learner, number, lab, started, status in attempts:
        proof = proofs.get(number)
        if proof is None:
            found[learner].append(LedgerEntry(lab, started, _STATUS[status]))
        else:
            found[learner].append(LedgerEntry(lab, started, _STATUS[status], *proof[:3], tuple(sorted(proof[3]))))
    return {names[learner]: tuple(entries) for learner, entries in found.items()}


def histories(session: Session, labs: Iterable[str], learners: int) -> dict[str, tuple[LabHistory, ...]]:
    """Return lab id -> one history a learner (see `Store.lab_histories`)."""
    newest = select(Learner.id).order_by(Learner.id.desc()).limit(learners)
    rows = session.execute(
        select(Attempt.learner_id, Attempt.lab, Attempt.started, Attempt.status)
        .where(Attempt.learner_id.in_(newest), Attempt.lab.in_(list(labs)))
        .order_by(Attempt.learner_id, Attempt.lab, Attempt.started)
    )
    grouped: defaultdict[str, defaultdict[int, list[tuple[datetime, Status]]]] = defaultdict(lambda: defaultdict(list))
    for learner, lab, started, status in rows:
        grouped[lab][learner].append((started, _STATUS[status]))
    return {lab: tuple(tuple(history) for history in each.values()) for lab, each in grouped.items()}


def _proofs(session: Session, learners: Iterable[int]) -> dict[int, tuple[str, str, str, list[str]]]:
    """Return attempt number -> id, hash of the lab, hash of the code, and skills, of attempts that passed."""
    found: dict[int, tuple[str, str, str, list[str]]] = {}
    rows = session.execute(
        select(Evidence.attempt_number, Evidence.skill, Attempt.id, Attempt.lab_hash, Attempt.submission_hash)
        .join(Evidence.attempt)
        .where(Evidence.learner_id.in_(learners))
    )
    for number, skill, attempt, lab_hash, submission_hash in rows:
        known = found.get(number)
        if known is None:
            found[number] = (attempt, lab_hash, submission_hash, [skill])
        else:
            known[3].append(skill)
    return found
