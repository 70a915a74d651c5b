"""Ledgers that move: everything of a learner's attempts out of one database, and into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from roadworthy.errors import UsageError
from roadworthy.storage.attempts import to_record
from roadworthy.storage.records import AttemptOrigin, ImportOutcome, PortableAttempt
from roadworthy.storage.tables import Attempt, Evidence, Learner, Submission, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

_AT_ONCE = 500  # values in one statement; SQLite of old takes 999


def portable(session: Session, learner: str) -> tuple[PortableAttempt, ...]:
    """Return all of a learner's attempts (see `Store.portable_attempts`)."""
    proven: dict[int, list[Evidence]] = {}
    for row in session.scalars(
        select(Evidence).join(Learner, Learner.id == Evidence.learner_id).where(Learner.name == learner)
    ):
        proven.setdefault(row.attempt_number, []).append(row)
    rows = session.scalars(
        select(Attempt).join(Attempt.learner).where(Learner.name == learner).order_by(Attempt.started, Attempt.id)
    )
    found = []
    for attempt in rows:
        evidence = proven.get(attempt.number, [])
        skills = tuple(sorted(each.skill for each in evidence))
        found.append(PortableAttempt(to_record(attempt), skills, evidence[0].at if evidence else None))
    return tuple(found)


def submissions(session: Session, hashes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return hash -> files (name -> text) of those submissions that are there."""
    found: dict[str, dict[str, str]] = {}
    for some in _batches(sorted(set(hashes))):
        found.update(
            (row.hash, row.files) for row in session.scalars(select(Submission).where(Submission.hash.in_(some)))
        )
    return found


def take_in(
    session: Session,
    learner: Learner,
    attempts: Sequence[PortableAttempt],
    files: Mapping[str, Mapping[str, str]],
    *,
    dry_run: bool,
) -> ImportOutcome:
    """Add attempts with their ids, as imported (see `Store.import_attempts`)."""
    known: dict[str, Attempt] = {}
    for some in _batches([each.record.id for each in attempts]):
        known.update((row.id, row) for row in session.scalars(select(Attempt).where(Attempt.id.in_(some))))
    new = []
    for each in attempts:
        there = known.get(each.record.id)
        if there is None:
            new.append(each)
        elif not _is_same(there, each, learner):
            raise UsageError(
                f"attempt {each.record.id} is here already, and says something else; nothing was imported",
                hint="one of the two was changed by hand",
            )
    if not dry_run and new:
        _add(session, learner, new, files)
    return ImportOutcome(
        added=len(new),
        known=len(attempts) - len(new),
        skills=tuple(sorted({skill for each in new for skill in each.skills})),
    )


def _is_same(there: Attempt, here: PortableAttempt, learner: Learner) -> bool:
    record = here.record
    return there.learner_id == learner.id and (
        there.lab,
        there.lab_hash,
        there.submission_hash,
        there.status,
        there.started,
        there.environment_hash,
    ) == (
        record.lab,
        record.lab_hash,
        record.submission_hash,
        record.status,
        record.started,
        record.environment_hash,
    )


def _add(
    session: Session, learner: Learner, new: Sequence[PortableAttempt], files: Mapping[str, Mapping[str, str]]
) -> None:
    wanted = sorted({each.record.submission_hash for each in new})
    there = {
        found
        for some in _batches(wanted)
        for found in session.scalars(select(Submission.hash).where(Submission.hash.in_(some)))
    }
    missing = [{"hash": name, "files": dict(files[name]), "added": now()} for name in wanted if name not in there]
    if missing:
        session.execute(insert(Submission), missing)
    session.execute(insert(Attempt), [_row(learner, each) for each in new])
    numbers = {
        name: number
        for some in _batches([each.record.id for each in new])
        for name, number in session.execute(select(Attempt.id, Attempt.number).where(Attempt.id.in_(some)))
    }
    evidence = [
        {
            "attempt_number": numbers[each.record.id],
            "learner_id": learner.id,
            "skill": skill,
            "at": each.proven_at or each.record.started,
        }
        for each in new
        for skill in each.skills
    ]
    if evidence:
        session.execute(insert(Evidence), evidence)


def _row(learner: Learner, attempt: PortableAttempt) -> dict[str, object]:
    record = attempt.record
    return {
        "id": record.id,
        "learner_id": learner.id,
        "lab": record.lab,
        "lab_hash": record.lab_hash,
        "submission_hash": record.submission_hash,
        "status": record.status,
        "verdict": record.verdict.to_dict(),
        "seed": str(record.seed),
        "started": record.started,
        "seconds": record.seconds,
        "environment_hash": record.environment_hash,
        "origin": AttemptOrigin.IMPORTED,
    }


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(values), _AT_ONCE):
        yield values[begin : begin + _AT_ONCE]
