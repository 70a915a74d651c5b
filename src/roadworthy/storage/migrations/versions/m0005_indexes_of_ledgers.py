"""Indexes that hold all that a ledger is read from, for passes and for what they prove."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PASSED = sa.text("status = 'passed'")


def upgrade() -> None:
    """Make the two indexes anew, with what was missing; nothing else changes."""
    op.drop_index("ix_attempts_passed", "attempts")
    _index_passes(["learner_id", "lab", "started", "number", "id", "lab_hash", "submission_hash", "status"])
    op.create_index("ix_evidence_ledger", "evidence", ["learner_id", "attempt_number", "skill"])
    op.drop_index("ix_evidence_learner_id", "evidence")


def downgrade() -> None:
    """Make the indexes as they were."""
    op.create_index("ix_evidence_learner_id", "evidence", ["learner_id"])
    op.drop_index("ix_evidence_ledger", "evidence")
    op.drop_index("ix_attempts_passed", "attempts")
    _index_passes(["learner_id", "number", "id", "lab_hash", "submission_hash"])


def _index_passes(columns: list[str]) -> None:
    op.create_index("ix_attempts_passed", "attempts", columns, sqlite_where=_PASSED, postgresql_where=_PASSED)
