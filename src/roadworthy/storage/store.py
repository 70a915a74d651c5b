"""The store: everything that must not be lost, one transaction a method."""

from __future__ import annotations

import re
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import exists, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.labs import Lab, Status, Verdict
from roadworthy.roadmap import Claim
from roadworthy.storage import attempts, ledgers, moving, roadmaps
from roadworthy.storage.engine import make_engine, parse_url, sqlite_file, writing
from roadworthy.storage.errors import StorageError
from roadworthy.storage.ledger import Ledger
from roadworthy.storage.migrate import HEAD, current_revision, migrate
from roadworthy.storage.placements import Placements
from roadworthy.storage.records import (
    AddedRoadmap,
    AttemptRecord,
    ClaimRecord,
    ClaimSource,
    EvidenceRecord,
    ImportOutcome,
    LabHistory,
    LearnerRecord,
    Origin,
    PortableAttempt,
    RoadmapRecord,
)
from roadworthy.storage.summaries import Summaries
from roadworthy.storage.tables import Attempt, HintTaken, Learner, StoredClaim, StoredRoadmap, Submission, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import URL

ATTEMPT_ID = re.compile(r"[0-9a-z-]{1,64}")


def new_attempt_id() -> str:
    """Return an id for an attempt that is about to begin."""
    return uuid.uuid4().hex


class Store:
    """A database of learners, roadmaps, claims, attempts and evidence.

    It keeps nothing in memory, so any number of threads and processes may use the same database. Every method is one
    transaction, and raises StorageError when the database cannot do it; then nothing was written.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = make_engine(url)
        self._writer = writing(self._engine)
        self.placements = Placements(self._reading, self._writing, _learner)
        self.summaries = Summaries(self._reading, self._writing)

    def close(self) -> None:
        """Give all connections back; the store can be used again afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def where(self) -> str:
        """The database's file or address, without the password, for people."""
        return str(sqlite_file(self._url) or self._url.render_as_string(hide_password=True))

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with explained(self.where), Session(self._engine) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with explained(self.where), Session(self._writer) as session, session.begin():
            yield session

    def revision(self) -> str | None:
        """Return the newest migration that the database has had, None for an empty one."""
        with explained(self.where), self._engine.connect() as connection:
            return current_revision(connection)

    # --- learners

    def learner(self, name: str) -> LearnerRecord:
        """Return the learner of that name, who is created on first mention.

        Raises:
            UsageError: The name is empty, too long, or holds unprintable characters.
        """
        with self._writing() as session:
            row = _learner(session, name)
            return LearnerRecord(row.id, row.name, row.created)

    def learners(self) -> tuple[str, ...]:
        """Return the names of all who have attempted a lab, sorted."""
        with self._reading() as session:
            query = select(Learner.name).where(exists().where(Attempt.learner_id == Learner.id))
            return tuple(sorted(session.scalars(query)))

    # --- roadmaps

    def add_roadmap(
        self,
        data: bytes | str,
        *,
        learner: str,
        slug: str = "",
        title: str = "",
        origin: Origin = Origin.PASTED,
        address: str = "",
    ) -> AddedRoadmap:
        """Store a Markdown roadmap.

        The text that is current already changes nothing. Another text under a known slug is its next version: claims
        follow stops that were renamed or moved (`roadmap.diff`), claims of stops that are gone are kept, and earlier
        texts stay. Ticked boxes become claims of the learner, except where they have spoken already.

        Args:
            data: The document.
            learner: Who adds it, and whose ticks the document's are.
            slug: Its name in addresses. Left out, it comes from the title; a text that has little in common with the
                roadmap of that name gets a number.
            title: For people; left out, the document's own.
            origin: How it came here.
            address: Where it was fetched from.

        Raises:
            UsageError: The slug cannot be one, or belongs to a roadmap of ours.
        """
        source = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        with self._writing() as session:
            return roadmaps.add(
                session,
                _learner(session, learner),
                source,
                slug=slug,
                title=title,
                origin=origin,
                address=address,
            )

    def roadmaps(self) -> tuple[RoadmapRecord, ...]:
        """Return the current version of every roadmap, in the order in which they were first added."""
        with self._reading() as session:
            return tuple(roadmaps.to_record(version) for version in roadmaps.current_versions(session))

    def roadmap(self, slug: str) -> RoadmapRecord:
        """Return the current version of a roadmap. Raises NotFoundError."""
        with self._reading() as session:
            return roadmaps.to_record(roadmaps.current_version(session, slug))

    def roadmap_text(self, slug: str, *, version: int | None = None) -> bytes:
        """Return a roadmap's document, byte for byte; the current version unless another is named.

        Raises:
            NotFoundError: There is no such roadmap or version.
        """
        with self._reading() as session:
            current = roadmaps.current_version(session, slug, with_source=True)
            if version is None or version == current.number:
                return current.source
            for earlier in current.roadmap.versions:
                if earlier.number == version:
                    return earlier.source
            raise NotFoundError(f"the roadmap {slug!r} has no version {version}")

    def remove_roadmap(self, slug: str) -> None:
        """Hide a roadmap; its texts and claims are kept and come back when it is added again.

        Raises:
            NotFoundError: There is no such roadmap.
            UsageError: It is one of ours.
        """
        with self._writing() as session:
            version = roadmaps.current_version(session, slug)
            if version.origin == Origin.PACKAGED:
                raise UsageError(f"{slug!r} came with Roadworthy and stays")
            version.roadmap.removed = now()

    # --- claims

    def set_claim(
        self, learner: str, slug: str, stop: str, state: Claim, *, source: ClaimSource = ClaimSource.CLICK
    ) -> ClaimRecord:
        """Record what a learner says of a stop; the latest word counts. Whether the stop exists is the caller's to know.

        Raises:
            NotFoundError: There is no such roadmap.
        """
        with self._writing() as session:
            who = _learner(session, learner)
            roadmap = roadmaps.current_version(session, slug).roadmap
            row = session.scalar(
                select(StoredClaim).where(
                    StoredClaim.learner_id == who.id,
                    StoredClaim.roadmap_id == roadmap.id,
                    StoredClaim.stop == stop,
                )
            )
            if row is None:
                row = StoredClaim(learner_id=who.id, roadmap_id=roadmap.id, stop=stop)
                session.add(row)
            row.state, row.source, row.at = state, source, now()
            return ClaimRecord(slug, stop, state, source, row.at)

    def claims(self, learner: str, slug: str | None = None) -> tuple[ClaimRecord, ...]:
        """Return what a learner says, of one roadmap or of all that are shown, oldest first; cleared claims included."""
        query = (
            select(StoredRoadmap.slug, StoredClaim.stop, StoredClaim.state, StoredClaim.source, StoredClaim.at)
            .join(StoredRoadmap, StoredRoadmap.id == StoredClaim.roadmap_id)
            .join(Learner, Learner.id == StoredClaim.learner_id)
            .where(Learner.name == learner, StoredRoadmap.removed.is_(None))
            .order_by(StoredClaim.at, StoredClaim.id)
        )
        if slug is not None:
            query = query.where(StoredRoadmap.slug == slug)
        with self._reading() as session:
            return tuple(
                ClaimRecord(of, stop, Claim(state), ClaimSource(source), at)
                for of, stop, state, source, at in session.execute(query)
            )

    # --- attempts and evidence

    def record_attempt(
        self,
        learner: str,
        lab: Lab,
        verdict: Verdict,
        files: Mapping[str, str],
        *,
        attempt: str = "",
        started: datetime | None = None,
        environment_hash: str = "",
    ) -> AttemptRecord:
        """Store an attempt with its files, and, if it passed, evidence of each of the lab's skills: all or nothing.

        Args:
            learner: Who attempted it.
            lab: What was attempted.
            verdict: The judge's answer; its `submission_hash` names the files.
            files: Name -> text, exactly as judged.
            attempt: Id from `new_attempt_id`; "" makes one.
            started: When it began; left out, it is reckoned from the verdict's seconds.
            environment_hash: Names the packages, the Python and the platform that it was judged with.

        Raises:
            UsageError: The id is not one, or was used already.
        """
        attempt = attempt or new_attempt_id()
        if not ATTEMPT_ID.fullmatch(attempt):
            raise UsageError(f"{attempt[:80]!r} cannot be the id of an attempt")
        begun = started or now() - timedelta(seconds=verdict.seconds)
        with self._writing() as session:
            if session.scalar(select(Attempt.number).where(Attempt.id == attempt)) is not None:
                raise UsageError(f"attempt {attempt} was recorded already")
            return attempts.record(
                session,
                _learner(session, learner),
                lab,
                verdict,
                files,
                attempt=attempt,
                started=begun,
                environment_hash=environment_hash,
            )

    def attempt(self, attempt: str) -> AttemptRecord:
        """Return one attempt. Raises NotFoundError."""
        with self._reading() as session:
            row = (
                session.scalar(select(Attempt).where(Attempt.id == attempt)) if ATTEMPT_ID.fullmatch(attempt) else None
            )
            if row is None:
                raise NotFoundError(f"there is no attempt {attempt[:80]!r}")
            return attempts.to_record(row)

    def attempts(self, learner: str, lab: str | None = None, *, limit: int | None = None) -> tuple[AttemptRecord, ...]:
        """Return a learner's attempts, newest first, of one lab or of all, at most `limit` of them."""
        with self._reading() as session:
            return attempts.newest(session, learner, lab, limit)

    def attempt_counts(self, learner: str) -> dict[str, int]:
        """Return lab id -> how many of a learner's attempts the judge could judge."""
        query = (
            select(Attempt.lab, func.count())
            .join(Attempt.learner)
            .where(Learner.name == learner, Attempt.status.not_in([Status.NOT_JUDGED, Status.COMPONENT_FAILED]))
            .group_by(Attempt.lab)
        )
        with self._reading() as session:
            return dict(session.execute(query).all())

    def evidence(self, learner: str) -> tuple[EvidenceRecord, ...]:
        """Return everything that a learner has proven, newest first."""
        with self._reading() as session:
            return attempts.evidence_of(session, learner)

    def ledger(self, learner: str) -> Ledger:
        """Return all of a learner's attempts, as far as mastery is computed from them, by lab and then by time."""
        return self.ledgers([learner]).get(learner) or Ledger()

    def ledgers(self, learners: Iterable[str]) -> dict[str, Ledger]:
        """Return the same for several learners, by name; those that are not known are left out."""
        with self._reading() as session:
            return ledgers.of(session, learners)

    def lab_histories(self, labs: Iterable[str], *, learners: int = 200) -> dict[str, tuple[LabHistory, ...]]:
        """Return lab id -> when and how the newest learners attempted it, one history a learner, oldest attempt first.

        Args:
            labs: Ids of the labs.
            learners: How many learners are looked at, so that it takes as long with a hundred thousand of them.
        """
        with self._reading() as session:
            return ledgers.histories(session, labs, learners)

    def portable_attempts(self, learner: str) -> tuple[PortableAttempt, ...]:
        """Return all of a learner's attempts with all that another database needs to keep them, oldest first."""
        with self._reading() as session:
            return moving.portable(session, learner)

    def submissions(self, hashes: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return submission hash -> files (name -> text), of those that are there."""
        with self._reading() as session:
            return moving.submissions(session, hashes)

    def import_attempts(
        self,
        learner: str,
        attempts: Sequence[PortableAttempt],
        files: Mapping[str, Mapping[str, str]],
        *,
        dry_run: bool = False,
    ) -> ImportOutcome:
        """Add attempts from elsewhere, with their ids, marked as imported: all of them or none.

        What is there already stays as it is, so importing twice is importing once.

        Args:
            learner: Whose they become.
            attempts: In any order; their own `learner` and `origin` are not looked at.
            files: Submission hash -> files, for every attempt that is new here.
            dry_run: Only say what would be done.

        Raises:
            UsageError: An attempt of that id is there already and says something else, or belongs to somebody else.
        """
        with self._writing() as session:
            outcome = moving.take_in(session, _learner(session, learner), attempts, files, dry_run=dry_run)
            if dry_run:
                session.rollback()
            return outcome

    def submission_files(self, submission_hash: str) -> dict[str, str]:
        """Return the files of a submission, name -> text. Raises NotFoundError."""
        with self._reading() as session:
            row = session.get(Submission, submission_hash)
            if row is None:
                raise NotFoundError(f"there is no submission {submission_hash[:80]!r}")
            return row.files

    # --- hints

    def take_hint(self, learner: str, lab: str, *, available: int | None = None) -> int:
        """Note that a learner takes the next hint of a lab.

        Args:
            learner: Who takes it.
            lab: Id of the lab.
            available: How many hints the lab has; no more than that are taken.

        Returns:
            How many they have taken now, which is the number (from 1) of this hint.
        """
        with self._writing() as session:
            who = _learner(session, learner)
            taken = _hints_taken(session, learner, lab)
            if available is not None and taken >= available:
                return taken
            session.add(HintTaken(learner_id=who.id, lab=lab, number=taken + 1))
            return taken + 1

    def hints_taken(self, learner: str, lab: str) -> int:
        """Return how many hints of a lab a learner has taken."""
        with self._reading() as session:
            return _hints_taken(session, learner, lab)


def open_store(url: str) -> Store:
    """Open the database at an SQLAlchemy URL, create it or upgrade it where needed (see `migrate`), and return it.

    Raises:
        StorageError: It cannot be opened, is no database of ours, or was written by a newer Roadworthy.
    """
    store = Store(parse_url(url))
    try:
        if store.revision() != HEAD:
            with explained(store.where):
                migrate(parse_url(url))
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn what a driver raises into a StorageError that says what to do."""
    try:
        yield
    except IntegrityError as error:
        # Two processes wrote the same new row at the same moment (PostgreSQL; SQLite has one writer at a time).
        raise StorageError(
            "somebody else wrote the same thing at that moment", where=where, hint="try again"
        ) from error
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())[:200]
        raise StorageError(f"the database says: {reason}", where=where, hint=_advice(reason)) from error


def _advice(reason: str) -> str:
    for words, advice in (
        ("not a database", "move the file away to begin anew; copies made before upgrades lie beside it"),
        ("malformed", "move the file away to begin anew; copies made before upgrades lie beside it"),
        ("locked", "another program holds it; close it and try again"),
        ("readonly", "make the file and its folder writable"),
        ("unable to open", "make its folder writable, or set ROADWORTHY_DATA_DIR"),
        ("full", "make room on the disk; nothing was lost"),
    ):
        if words in reason:
            return advice
    return "run: roadworthy doctor"


def _learner(session: Session, name: str) -> Learner:
    """Return the learner's row, locked where the database has row locks, so that one learner writes one thing at a time."""
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise UsageError(f"{name[:40]!r} cannot be a learner's name", hint="set ROADWORTHY_LEARNER to another")
    query = select(Learner).where(Learner.name == name).with_for_update()
    row = session.scalar(query)
    if row is None:
        try:
            with session.begin_nested():
                row = Learner(name=name, created=now())
                session.add(row)
        except IntegrityError:
            row = session.scalars(query).one()
    return row


def _hints_taken(session: Session, learner: str, lab: str) -> int:
    numbers = session.scalars(
        select(HintTaken.number)
        .join(Learner, Learner.id == HintTaken.learner_id)
        .where(Learner.name == learner, HintTaken.lab == lab)
    ).all()
    return max(numbers, default=0)
