"""Reading ledgers: many attempts at once, and of each only what mastery is computed from."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, bindparam, cast, func, literal_column, select, type_coerce

from roadworthy.labs import Status
from roadworthy.storage.ledger import APART, STATUSES, Ledger, Others, entry_of, moments
from roadworthy.storage.records import LabHistory
from roadworthy.storage.tables import Attempt, Evidence, Learner

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.orm import Session

    from roadworthy.storage.records import LedgerEntry

# Tables, not classes: the mapper would look at every row again.
_A, _E, _L = Attempt.__table__.c, Evidence.__table__.c, Learner.__table__.c


def of(session: Session, learners: Iterable[str]) -> dict[str, Ledger]:
    """Return name -> the learner's ledger (see `Store.ledgers`).

    Indexes answer all of it alone, so that no verdict is read. Each query gives a row a learner, with columns joined to
    texts: a row costs more than what stands in it, and this is asked on every page, and for hundreds of learners at once.
    """
    connection = session.connection()
    passes, skills, others = _queries(connection.dialect.name)
    names = dict(connection.execute(select(_L.id, _L.name).where(_L.name.in_(list(learners)))).all())
    whose = {"learners": list(names)}
    passed = {learner: columns for learner, *columns in connection.execute(passes, whose)}
    # After the passes: none of them can be without.
    proofs = {learner: columns for learner, *columns in connection.execute(skills, whose)}
    rest = {learner: Others(*columns) for learner, *columns in connection.execute(others, whose)}
    return {
        name: Ledger(_passes(passed.get(learner), proofs.get(learner)), rest.get(learner))
        for learner, name in names.items()
        if learner in passed or learner in rest
    }


def histories(session: Session, labs: Iterable[str], learners: int) -> dict[str, tuple[LabHistory, ...]]:
    """Return lab id -> one history a learner (see `Store.lab_histories`)."""
    newest = select(_L.id).order_by(_L.id.desc()).limit(learners)
    rows = session.connection().execute(
        select(_A.learner_id, _A.lab, _A.started, _A.status)
        .where(_A.learner_id.in_(newest), _A.lab.in_(list(labs)))
        .order_by(_A.learner_id, _A.lab, _A.started)
    )
    grouped: defaultdict[str, defaultdict[int, list[tuple[datetime, Status]]]] = defaultdict(lambda: defaultdict(list))
    for learner, lab, started, status in rows:
        grouped[lab][learner].append((started, STATUSES[status]))
    return {lab: tuple(tuple(history) for history in each.values()) for lab, each in grouped.items()}


@cache
def _queries(dialect: str) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """Return what asks for passes, what they prove, and all others; made once, since that takes as long as the answer."""
    moment: ColumnElement[str] = func.to_char(
        func.timezone("UTC", _A.started), "YYYY-MM-DD HH24:MI:SS.US", type_=String
    )
    if dialect == "sqlite":  # keeps it so, as text
        moment = type_coerce(_A.started, String)
    whose: BindParameter[int] = bindparam("learners", expanding=True)
    # The status as text, not as a parameter: else SQLite does not see that its index of passes will do.
    passed = _A.status == literal_column("'passed'")
    passes = _joined(_A.lab, moment, cast(_A.number, String), _A.id, _A.lab_hash, _A.submission_hash)
    skills = _joined(cast(_E.attempt_number, String), _E.skill)
    others = _joined(_A.lab, moment, _A.status)
    return (
        select(_A.learner_id, *passes).where(_A.learner_id.in_(whose), passed).group_by(_A.learner_id),
        select(_E.learner_id, *skills).where(_E.learner_id.in_(whose)).group_by(_E.learner_id),
        select(_A.learner_id, *others).where(_A.learner_id.in_(whose), ~passed).group_by(_A.learner_id),
    )


def _joined(*columns: ColumnElement[str]) -> list[ColumnElement[str]]:
    return [func.aggregate_strings(column, APART) for column in columns]


def _passes(passed: Sequence[str] | None, proofs: Sequence[str] | None) -> tuple[LedgerEntry, ...]:
    """Return the attempts that passed.

    Args:
        passed: The columns of `_queries`: labs, moments, numbers, ids, hashes of the labs and of the code.
        proofs: Numbers of attempts, and a skill that each proves.
    """
    if passed is None:
        return ()
    skills: dict[str, tuple[str, ...]] = {}
    if proofs:
        for number, skill in zip(*[column.split(APART) for column in proofs], strict=True):
            before = skills.get(number, ())
            # They nearly always come in order, since the index has them so.
            skills[number] = (*before, skill) if not before or before[-1] < skill else tuple(sorted((*before, skill)))
    labs, at, numbers, *columns = passed
    named = [column.split(APART) for column in columns]
    proves = [skills.get(number, ()) for number in numbers.split(APART)]
    fields = zip(labs.split(APART), moments(at), repeat(Status.PASSED), *named, proves, strict=False)
    return tuple(map(entry_of, fields))
