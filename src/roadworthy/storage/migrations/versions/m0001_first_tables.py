"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("attempts", "submissions", "evidence")


def upgrade() -> None:
    """Create the tables, and make those that must not change refuse to."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "learners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
        sa.UniqueConstraint("name", name="uq_learners_name"),
    )
    op.create_table(
        "roadmaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("removed", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roadmaps"),
        sa.UniqueConstraint("slug", name="uq_roadmaps_slug"),
    )
    op.create_table(
        "roadmap_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("added", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roadmap_versions"),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmaps.id"], name="fk_roadmap_versions_roadmap_id_roadmaps", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("roadmap_id", "number", name="uq_roadmap_versions_roadmap_id_number"),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_claims_learner_id_learners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmaps.id"], name="fk_claims_roadmap_id_roadmaps", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("learner_id", "roadmap_id", "stop", name="uq_claims_learner_id_roadmap_id_stop"),
    )
    op.create_table(
        "submissions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("added", moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_submissions"),
    )
    op.create_table(
        "attempts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("lab", sa.Text(), nullable=False),
        sa.Column("lab_hash", sa.String(64), nullable=False),
        sa.Column("submission_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(40), nullable=False),
        sa.Column("started", moment, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_attempts"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_attempts_learner_id_learners", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_hash"], ["submissions.hash"], name="fk_attempts_submission_hash_submissions"
        ),
        sa.UniqueConstraint("id", name="uq_attempts_id"),
    )
    op.create_index("ix_attempts_learner_lab", "attempts", ["learner_id", "lab"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_number", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["attempt_number"], ["attempts.number"], name="fk_evidence_attempt_number_attempts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_evidence_learner_id_learners", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("attempt_number", "skill", name="uq_evidence_attempt_number_skill"),
    )
    op.create_index("ix_evidence_learner_id", "evidence", ["learner_id"])
    op.create_table(
        "hints_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("lab", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hints_taken"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_hints_taken_learner_id_learners", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("learner_id", "lab", "number", name="uq_hints_taken_learner_id_lab_number"),
    )
    _make_append_only()


def _make_append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION roadworthy_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION roadworthy_append_only()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            )
