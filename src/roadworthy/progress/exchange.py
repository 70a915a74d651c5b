"""Ledgers in and out: JSON that another Roadworthy takes in, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from roadworthy.errors import UsageError
from roadworthy.labs import Status
from roadworthy.progress.document import FORMAT, AttemptData, LedgerData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy.labs import Verdict
    from roadworthy.storage import ImportOutcome, LedgerEntry, PortableAttempt, Store

COLUMNS = (
    "attempt",
    "lab",
    "status",
    "started",
    "seconds",
    "skills",
    "lab_hash",
    "environment_hash",
    "submission_hash",
    "seed",
    "origin",
)


def export_json(store: Store, learner: str, *, with_code: bool = True) -> bytes:
    """Return a learner's ledger as JSON: the same bytes as long as nothing is added to it.

    Args:
        store: Where it is.
        learner: Whose.
        with_code: With every submission and every verdict in full. Without them it is enough for `matrix`, and shows
            nobody the learner's code; it cannot be imported.
    """
    attempts = store.portable_attempts(learner)
    document: dict[str, Any] = {
        "format": FORMAT,
        "learner": learner,
        "attempts": [_attempt(each, with_verdict=with_code) for each in attempts],
    }
    if with_code:
        document["submissions"] = store.submissions(each.record.submission_hash for each in attempts)
    return (json.dumps(document, sort_keys=True, indent=1) + "\n").encode("ascii")


def export_csv(store: Store, learner: str) -> str:
    """Return a learner's attempts as CSV with a header, oldest first: one line an attempt, skills apart by spaces."""
    rows = (
        (
            record.id,
            record.lab,
            record.status.value,
            record.started.isoformat(),
            f"{record.seconds:.3f}",
            " ".join(each.skills),
            record.lab_hash,
            record.environment_hash,
            record.submission_hash,
            str(record.seed),
            record.origin.value,
        )
        for each in store.portable_attempts(learner)
        for record in [each.record]
    )
    return to_csv([COLUMNS, *rows])


def to_csv(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _is_number(cell) else cell for cell in row]
        for row in rows
    )
    return text.getvalue()


def import_ledger(store: Store, learner: str, document: LedgerData, *, dry_run: bool = False) -> ImportOutcome:
    """Add the attempts of an exported ledger to the learner's own: all of them or none, each once, marked as imported.

    Args:
        store: Where to.
        learner: Whose ledger it shall be; the document says the same.
        document: Of `read_document`.
        dry_run: Only say what would be done.

    Raises:
        UsageError: It is somebody else's, was exported without code, or contradicts what is there.
    """
    if document.learner != learner:
        raise UsageError(
            f"this is the ledger of {document.learner!r}, and you are {learner!r}",
            hint="`roadworthy matrix` compares ledgers; ROADWORTHY_LEARNER says who you are",
        )
    if document.submissions is None or any(attempt.verdict is None for attempt in document.attempts):
        raise UsageError("it was exported without code, so it cannot be imported", hint="export it without --no-code")
    attempts = [_portable(attempt, attempt.verdict, learner) for attempt in document.attempts if attempt.verdict]
    return store.import_attempts(learner, attempts, document.submissions, dry_run=dry_run)


def entries(document: LedgerData) -> tuple[LedgerEntry, ...]:
    """Return the ledger of a document as mastery is computed from it."""
    from roadworthy.storage import LedgerEntry  # late, here and below: who asks for other things needs no database

    return tuple(
        LedgerEntry(
            attempt.lab,
            attempt.started,
            attempt.status,
            attempt.id,
            attempt.lab_hash,
            attempt.submission_hash,
            tuple(sorted(set(attempt.skills))),
        )
        if attempt.status is Status.PASSED
        else LedgerEntry(attempt.lab, attempt.started, attempt.status)
        for attempt in document.attempts
    )


def _attempt(each: PortableAttempt, *, with_verdict: bool) -> dict[str, Any]:
    record = each.record
    found = {
        "id": record.id,
        "lab": record.lab,
        "lab_hash": record.lab_hash,
        "environment_hash": record.environment_hash,
        "submission_hash": record.submission_hash,
        "status": record.status.value,
        "seed": str(record.seed),
        "started": record.started.isoformat(),
        "seconds": record.seconds,
        "origin": record.origin.value,
        "skills": list(each.skills),
        "proven_at": each.proven_at.isoformat() if each.proven_at else None,
    }
    return found | {"verdict": record.verdict.to_dict()} if with_verdict else found


def _portable(attempt: AttemptData, verdict: Verdict, learner: str) -> PortableAttempt:
    from roadworthy.storage import AttemptOrigin, AttemptRecord, PortableAttempt

    record = AttemptRecord(
        id=attempt.id,
        learner=learner,
        lab=attempt.lab,
        lab_hash=attempt.lab_hash,
        submission_hash=attempt.submission_hash,
        status=attempt.status,
        verdict=verdict,
        seed=int(attempt.seed),
        started=attempt.started,
        seconds=attempt.seconds,
        environment_hash=attempt.environment_hash,
        origin=AttemptOrigin.IMPORTED,
    )
    return PortableAttempt(record, tuple(dict.fromkeys(attempt.skills)), attempt.proven_at)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
