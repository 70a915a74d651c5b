"""Kept summaries of ledgers: what progress made of one, so that it need not be read again. Never the truth.

Triggers of the database throw a summary away in the very transaction that adds to its ledger or changes it, whoever does
so, and count it (`changes`). So none is ever older than its ledger, and who summarised a ledger that has grown meanwhile
keeps nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, case, select, update

from roadworthy.storage.tables import Learner, MasterySummary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roadworthy.storage.placements import Sessions

_S = MasterySummary.__table__.c  # not the class: the mapper would look at every row again


class KeptSummary(NamedTuple):
    """What is kept of a learner's ledger.

    Attributes:
        learner: Number of the learner.
        changes: How often the ledger had changed when this was read; None if nobody counts.
        text: The summary; "" if there is none, or it was made by other rules.
    """

    learner: int
    changes: int | None
    text: str


class Summaries:
    """The kept summaries of a store's learners.

    Args:
        reading: Makes a session to read with.
        writing: Makes a session to write with.
    """

    def __init__(self, reading: Sessions, writing: Sessions) -> None:
        self._reading = reading
        self._writing = writing

    def of(self, learners: Iterable[str], made_by: str) -> dict[str, KeptSummary]:
        """Return name -> what is kept, in the order given; names that are not known are left out.

        Who finds nothing and wants to keep a summary reads the ledger after this: then a change in between is noticed.

        Args:
            learners: Names, some hundreds at most.
            made_by: What the summary must have been made by (see `keep`).
        """
        names = list(learners)
        fits = case((_S.made_by == made_by, _S.summary))
        query = (
            select(Learner.name, Learner.id, _S.changes, fits)
            .outerjoin(MasterySummary, _S.learner_id == Learner.id)
            .where(Learner.name.in_(names))
        )
        with self._reading() as session:
            found = {
                name: KeptSummary(number, changes, text or "")
                for name, number, changes, text in session.connection().execute(query)
            }
        return {name: found[name] for name in names if name in found}

    def keep(self, made: Mapping[KeptSummary, str], made_by: str) -> None:
        """Keep summaries, except of ledgers that have changed since.

        Args:
            made: What was kept before (`of`), read before the ledger was -> the text of the summary.
            made_by: Names everything that it was made by, besides the ledger; up to 64 characters.
        """
        rows = [
            {"whose": kept.learner, "counted": kept.changes, "text": text}
            for kept, text in sorted(made.items())  # in one order for all, so that no two wait for one another
            if kept.changes is not None
        ]
        if not rows:
            return
        query = (
            update(MasterySummary)
            .where(_S.learner_id == bindparam("whose"), _S.changes == bindparam("counted"))
            .values(made_by=made_by, summary=bindparam("text"))
        )
        with self._writing() as session:
            session.connection().execute(query, rows)
