"""Kept summaries of ledgers, and triggers that throw one away with whatever changes the ledger it was made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LEDGER = ("attempts", "evidence")
ROW = "INSERT INTO mastery_summaries (learner_id, changes, made_by)"
FORGET = "changes = mastery_summaries.changes + 1, made_by = '', summary = NULL"
ADDED = f"ON CONFLICT (learner_id) DO UPDATE SET {FORGET}"


def upgrade() -> None:
    """Create the table, with a row that is to be filled for each learner; attempts and evidence stay as they are."""
    op.create_table(
        "mastery_summaries",
        sa.Column("learner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", name="pk_mastery_summaries"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_mastery_summaries_learner_id_learners", ondelete="CASCADE"
        ),
    )
    op.execute(f"{ROW} SELECT id, 0, '' FROM learners")  # noqa: S608 - only names of ours, here and below
    if op.get_bind().dialect.name == "postgresql":
        _forget_on_postgresql()
    else:
        _forget_on_sqlite()


def _forget_on_sqlite() -> None:
    for table in LEDGER:
        for event, rows in (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",))):
            if event == "insert":
                does = f"{ROW} VALUES (NEW.learner_id, 1, '') {ADDED};"
            else:
                whose = ", ".join(f"{row}.learner_id" for row in rows)
                does = f"UPDATE mastery_summaries SET {FORGET} WHERE learner_id IN ({whose});"  # noqa: S608 - names of ours
            op.execute(f"CREATE TRIGGER {table}_{event}_forgets AFTER {event} ON {table} BEGIN {does} END")


def _forget_on_postgresql() -> None:
    # Once a statement, not a row: to update one row again and again in a transaction grows slow.
    op.execute(
        "CREATE FUNCTION roadworthy_ledger_grew() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 - only names of ours
        f"{ROW} SELECT DISTINCT learner_id, 1, '' FROM added ORDER BY learner_id {ADDED}; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION roadworthy_ledger_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 - only names of ours
        f"UPDATE mastery_summaries SET {FORGET} WHERE learner_id IN (SELECT learner_id FROM removed); "
        "RETURN NULL; END $$"
    )
    for table in LEDGER:
        for event, reference, function in (
            ("insert", "NEW TABLE AS added", "roadworthy_ledger_grew"),
            ("update", "NEW TABLE AS added", "roadworthy_ledger_grew"),
            ("update", "OLD TABLE AS removed", "roadworthy_ledger_changed"),
            ("delete", "OLD TABLE AS removed", "roadworthy_ledger_changed"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{event}_{function[11:]} AFTER {event} ON {table} "
                f"REFERENCING {reference} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


def downgrade() -> None:
    """Drop table and triggers. Nothing is lost: all of it can be computed from the ledger."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION roadworthy_ledger_grew() CASCADE")
        op.execute("DROP FUNCTION roadworthy_ledger_changed() CASCADE")
    else:
        for table in LEDGER:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_{event}_forgets")
    op.drop_table("mastery_summaries")
