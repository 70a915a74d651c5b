"""Exports: everybody may ask for all that they wrote. RQ's worker builds it: `rq worker exports`."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress

import archive
from redis import Redis
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job

BUILD_SECONDS = 1
TRIES = 3
WEEK_SECONDS = 7 * 24 * 3600

redis = Redis.from_url(os.environ["REDIS_URL"])
queue = Queue("exports", connection=redis)


def export(person: str) -> str:
    """Build an archive; the worker calls it."""
    return archive.build(person)


def _job_id(person: str) -> str:
    """Return the same id for the same person; ids of RQ have letters, digits, dashes and underscores."""
    return f"export-{hashlib.sha256(person.encode()).hexdigest()}"


def _job(person: str) -> Job | None:
    try:
        return Job.fetch(_job_id(person), connection=redis)
    except NoSuchJobError:
        return None


def request(person: str) -> None:
    """Have an export built, unless one is on its way."""
    job = _job(person)
    if job is not None and (job.is_finished or job.is_failed):
        job.delete()  # out of the registries too; a new one may have its id
    with suppress(DuplicateJobError):  # one is on its way, perhaps since a moment ago
        queue.enqueue(
            export,
            person,
            job_id=_job_id(person),
            unique=True,
            job_timeout=BUILD_SECONDS,
            retry=Retry(max=TRIES - 1),
            result_ttl=WEEK_SECONDS,
            failure_ttl=WEEK_SECONDS,
        )


def state(person: str) -> str:
    """Return "none", "waiting", "running", "done: <address>" or "failed: <reason>"."""
    job = _job(person)
    if job is None:
        return "none"
    if job.is_finished:
        return f"done: {job.return_value()}"
    if job.is_failed:
        result = job.latest_result()
        trace = (result.exc_string if result else "") or "unknown"
        return f"failed: {trace.strip().splitlines()[-1]}"
    return "running" if job.is_started else "waiting"


def repeat_failed() -> int:
    """Have all exports built again that failed; return how many."""
    registry = queue.failed_job_registry
    failed = registry.get_job_ids()
    for job_id in failed:
        registry.requeue(job_id)
    return len(failed)
