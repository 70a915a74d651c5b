"""Attempts know the environment that judged them, and whether they were imported; the ledger has an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; attempts that are there were judged here, in an environment that nobody wrote down."""
    op.add_column("attempts", sa.Column("environment_hash", sa.String(64), nullable=False, server_default=""))
    op.add_column("attempts", sa.Column("origin", sa.String(16), nullable=False, server_default="judged"))
    op.drop_index("ix_attempts_learner_lab", "attempts")
    op.create_index("ix_attempts_ledger", "attempts", ["learner_id", "lab", "started", "status"])


def downgrade() -> None:
    """Take both columns away again; everything else stays."""
    op.drop_index("ix_attempts_ledger", "attempts")
    op.create_index("ix_attempts_learner_lab", "attempts", ["learner_id", "lab"])
    op.drop_column("attempts", "origin")
    op.drop_column("attempts", "environment_hash")
