"""How far somebody got with a probe before they said that they cannot do it, skill by skill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.labs import Outcome, hash_submission, told_by
from roadworthy.progress.ledger import FAILING
from roadworthy.storage import ProbeWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from roadworthy.labs import Lab
    from roadworthy.storage import AttemptRecord, PlacementRecord, Store


def attempts_that_tell(
    store: Store, learner: str, record: PlacementRecord, labs: Mapping[str, Lab]
) -> tuple[AttemptRecord, ...]:
    """Return the attempts whose checks a placement asks for: at labs that tell of skills and were given up."""
    given_up = dict.fromkeys(note.probe for note in record.notes if note.word is ProbeWord.CANNOT)
    return tuple(
        attempt
        for name in given_up
        if name in labs and labs[name].tells
        for attempt in store.attempts(learner, name)
        if attempt.started >= record.started
    )


def told_until(lab: Lab, attempts: Iterable[AttemptRecord], *, since: datetime, until: datetime) -> dict[str, bool]:
    """Return skill -> whether the attempt that got furthest shows it; nothing where that would not be fair.

    That is the attempt that passed most checks, of equals the last: people break what worked when they try something
    else. It is asked for single skills if somebody worked at it and some check passed, since a starter that was handed
    in as it is fails everywhere, and so does a program that does not start. If it shows all skills but is no pass,
    something is missing that no skill's own checks are about; what that is, it does not tell.

    Args:
        lab: The lab.
        attempts: The same learner's, at this lab and others, in any order.
        since: When the placement began, UTC: what somebody could not do before may be long ago.
        until: When they said that they cannot, UTC.
    """
    untouched = hash_submission(lab, lab.starter)
    tried = [
        (passed, attempt.started, attempt.id, attempt)
        for attempt in attempts
        if attempt.lab == lab.id and attempt.status in FAILING and since <= attempt.started <= until
        if attempt.submission_hash != untouched and (passed := _passed(attempt))
    ]
    if not tried:
        return {}
    told = told_by(lab, max(tried)[-1].verdict.checks)
    return {} if all(told.get(skill) for skill in lab.skills) else told


def _passed(attempt: AttemptRecord) -> int:
    return sum(check.outcome is Outcome.PASSED for check in attempt.verdict.checks)
