"""Placements: when one began and with which claims and seed, and what the learner said of its probes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("started", moment, nullable=False),
        sa.Column("ended", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_placements"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_placements_learner_id_learners", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_placements_learner_id", "placements", ["learner_id"])
    op.create_table(
        "placement_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("probe", sa.Text(), nullable=False),
        sa.Column("word", sa.String(16), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_placement_notes"),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placements.id"],
            name="fk_placement_notes_placement_id_placements",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_placement_notes_placement_id", "placement_notes", ["placement_id"])


def downgrade() -> None:
    """Drop both tables. What probes proved stays in the ledger."""
    op.drop_table("placement_notes")
    op.drop_table("placements")
