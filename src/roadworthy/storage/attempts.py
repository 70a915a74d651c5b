"""Recording what was judged: the files, the verdict, and the evidence that a pass gives, all or nothing."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from roadworthy.labs import Lab, Status, Verdict
from roadworthy.storage.records import AttemptOrigin, AttemptRecord, EvidenceRecord
from roadworthy.storage.tables import Attempt, Evidence, Learner, Submission, now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session


def record(
    session: Session,
    learner: Learner,
    lab: Lab,
    verdict: Verdict,
    files: Mapping[str, str],
    *,
    attempt: str,
    started: datetime,
    environment_hash: str,
) -> AttemptRecord:
    """Store one attempt (see `Store.record_attempt`)."""
    digest = verdict.submission_hash or _content_hash(files)
    _store_submission(session, digest, dict(files))
    row = Attempt(
        id=attempt,
        learner=learner,
        lab=lab.id,
        lab_hash=verdict.lab_hash or lab.hash,
        submission_hash=digest,
        status=verdict.status,
        verdict=verdict.to_dict(),
        seed=str(verdict.seed),
        started=started,
        seconds=verdict.seconds,
        environment_hash=environment_hash,
        origin=AttemptOrigin.JUDGED,
    )
    session.add(row)
    if verdict.passed:
        at = now()
        session.add_all(
            Evidence(attempt=row, learner_id=learner.id, skill=skill, at=at) for skill in dict.fromkeys(lab.skills)
        )
    session.flush()
    return to_record(row)


def _content_hash(files: Mapping[str, str]) -> str:
    """Name the files of an attempt that ended before the judge had looked at them."""
    return hashlib.sha256(json.dumps(dict(files), sort_keys=True).encode("ascii")).hexdigest()


def _store_submission(session: Session, digest: str, files: dict[str, str]) -> None:
    if session.get(Submission, digest) is not None:
        return
    try:
        with session.begin_nested():
            session.add(Submission(hash=digest, files=files, added=now()))
    except IntegrityError:  # another process stored the same files meanwhile (PostgreSQL; SQLite has one writer)
        return


def to_record(row: Attempt) -> AttemptRecord:
    """Return the plain record of an attempt."""
    return AttemptRecord(
        id=row.id,
        learner=row.learner.name,
        lab=row.lab,
        lab_hash=row.lab_hash,
        submission_hash=row.submission_hash,
        status=Status(row.status),
        verdict=Verdict.from_dict(row.verdict),
        seed=int(row.seed),
        started=row.started,
        seconds=row.seconds,
        environment_hash=row.environment_hash,
        origin=AttemptOrigin(row.origin),
    )


def newest(session: Session, learner: str, lab: str | None, limit: int | None) -> tuple[AttemptRecord, ...]:
    """Return a learner's attempts, newest first (see `Store.attempts`); by when they were made, since some are imported."""
    chosen = select(Attempt.number).join(Attempt.learner).where(Learner.name == learner)
    if lab is not None:
        chosen = chosen.where(Attempt.lab == lab)
    # First their numbers, which an index knows: verdicts are long, and read only of those that are wanted.
    numbers = chosen.order_by(Attempt.started.desc(), Attempt.number.desc()).limit(limit).subquery()
    rows = session.scalars(
        select(Attempt)
        .join(numbers, numbers.c.number == Attempt.number)
        .order_by(Attempt.started.desc(), Attempt.number.desc())
    )
    return tuple(to_record(row) for row in rows)


def evidence_of(session: Session, learner: str) -> tuple[EvidenceRecord, ...]:
    """Return everything that a learner has proven, newest first."""
    rows = session.execute(
        select(Attempt.id, Evidence.skill, Attempt.lab, Attempt.lab_hash, Attempt.submission_hash, Evidence.at)
        .join(Evidence.attempt)
        .join(Attempt.learner)
        .where(Learner.name == learner)
        .order_by(Evidence.at.desc(), Evidence.id.desc())
    )
    return tuple(EvidenceRecord(*row) for row in rows)
