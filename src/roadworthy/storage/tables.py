"""The tables. Attempts, submissions and evidence are only ever added to (triggers of the first migration see to it)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from roadworthy.storage.column_types import CompressedFiles, JsonText, UtcDateTime


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Base of the tables; constraints are named by rule, so that a later migration can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class Learner(Base):
    """Somebody who learns."""

    __tablename__ = "learners"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    created: Mapped[datetime] = mapped_column(default=now)


class StoredRoadmap(Base):
    """A slug; its texts are in `roadmap_versions`. `removed` hides it and keeps everything."""

    __tablename__ = "roadmaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    removed: Mapped[datetime | None] = mapped_column(default=None)

    versions: Mapped[list[RoadmapVersion]] = relationship(order_by="RoadmapVersion.number", back_populates="roadmap")


class RoadmapVersion(Base):
    """One text that was stored under a slug, byte for byte."""

    __tablename__ = "roadmap_versions"
    __table_args__ = (UniqueConstraint("roadmap_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmaps.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(Text, default="")
    added: Mapped[datetime] = mapped_column(default=now)

    roadmap: Mapped[StoredRoadmap] = relationship(back_populates="versions")


class StoredClaim(Base):
    """What a learner says of a stop, the latest word only."""

    __tablename__ = "claims"
    __table_args__ = (UniqueConstraint("learner_id", "roadmap_id", "stop"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmaps.id", ondelete="CASCADE"))
    stop: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(default=now)


class Submission(Base):
    """The files of a workspace as they were judged, once per content."""

    __tablename__ = "submissions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(CompressedFiles)
    added: Mapped[datetime] = mapped_column(default=now)


class Attempt(Base):
    """One judged submission with its verdict."""

    __tablename__ = "attempts"
    # Holds all that mastery asks of an attempt that did not pass, so that the verdicts, which are long, are not read.
    # And the second of one that did.
    __table_args__ = (
        Index("ix_attempts_ledger", "learner_id", "lab", "started", "status"),
        Index(
            "ix_attempts_passed",
            "learner_id",
            "lab",
            "started",
            "number",
            "id",
            "lab_hash",
            "submission_hash",
            "status",  # always the same: SQLite looks it up in the table if it is not there
            sqlite_where=text("status = 'passed'"),
            postgresql_where=text("status = 'passed'"),
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))
    lab: Mapped[str] = mapped_column(Text)
    lab_hash: Mapped[str] = mapped_column(String(64))
    submission_hash: Mapped[str] = mapped_column(ForeignKey("submissions.hash"))
    status: Mapped[str] = mapped_column(String(32))
    verdict: Mapped[Any] = mapped_column(JsonText)
    seed: Mapped[str] = mapped_column(String(40))  # as text: seeds may be wider than a column's integer
    started: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(Double)
    environment_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    origin: Mapped[str] = mapped_column(String(16), default="judged", server_default="judged")

    learner: Mapped[Learner] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(back_populates="attempt")


class Evidence(Base):
    """A skill that a passed attempt proves."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("attempt_number", "skill"),
        Index("ix_evidence_ledger", "learner_id", "attempt_number", "skill"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_number: Mapped[int] = mapped_column(ForeignKey("attempts.number", ondelete="CASCADE"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship(back_populates="evidence")


class MasterySummary(Base):
    """What progress made of a learner's ledger, kept until the ledger changes (triggers of migration 0006 see to it)."""

    __tablename__ = "mastery_summaries"

    learner_id: Mapped[int] = mapped_column(
        ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    changes: Mapped[int]  # of the ledger, since the row is there
    made_by: Mapped[str] = mapped_column(String(64))
    summary: Mapped[str | None] = mapped_column(Text)


class HintTaken(Base):
    """A hint that a learner asked for."""

    __tablename__ = "hints_taken"
    __table_args__ = (UniqueConstraint("learner_id", "lab", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))
    lab: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)


class StoredPlacement(Base):
    """A placement that was begun, with what the learner claimed then."""

    __tablename__ = "placements"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), index=True)
    seed: Mapped[int]
    claims: Mapped[dict[str, bool]] = mapped_column(JsonText)
    started: Mapped[datetime] = mapped_column(default=now)
    ended: Mapped[datetime | None] = mapped_column(default=None)

    notes: Mapped[list[PlacementNote]] = relationship(order_by="PlacementNote.id")


class PlacementNote(Base):
    """What the learner said of a probe."""

    __tablename__ = "placement_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), index=True)
    probe: Mapped[str] = mapped_column(Text)
    word: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(default=now)
