"""An index that holds all that mastery asks of an attempt that passed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; nothing else changes."""
    passed = sa.text("status = 'passed'")
    op.create_index(
        "ix_attempts_passed",
        "attempts",
        ["learner_id", "number", "id", "lab_hash", "submission_hash"],
        sqlite_where=passed,
        postgresql_where=passed,
    )


def downgrade() -> None:
    """Take the index away again."""
    op.drop_index("ix_attempts_passed", "attempts")
