"""Ledgers for tests: written by hand, and drawn by Hypothesis."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from roadworthy.labs import Status
from roadworthy.progress import SkillMastery, mastery, rules
from roadworthy.storage import LedgerEntry, Others

from .conftest import NOON, by_id, lab, skill

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

# sql <- indexes <- tuning, sql <- orm; redis by itself. Two labs prove sql, and one proves two skills.
CATALOGUE = {
    one.id: one
    for one in (
        skill("sql"),
        skill("indexes", "sql"),
        skill("tuning", "indexes"),
        skill("orm", "sql", "python"),
        skill("python"),
        skill("redis"),
    )
}
LABS = by_id(
    lab("sql-1", "sql"),
    lab("sql-2", "sql"),
    lab("indexes-1", "indexes", "sql"),
    lab("tuning-1", "tuning"),
    lab("orm-1", "orm"),
    lab("redis-1", "redis"),
)
RULES = rules(LABS, CATALOGUE)


def passed(of: str, at: datetime, *, code: str = "", version: str = "v1", attempt: str = "") -> LedgerEntry:
    name = attempt or f"{of}-{at.isoformat()}-{code}-{version}"
    return LedgerEntry(of, at, Status.PASSED, name, version, code or name, LABS[of].skills)


def failed(of: str, at: datetime, status: Status = Status.FAILED) -> LedgerEntry:
    return LedgerEntry(of, at, status)


def standing(*ledger: LedgerEntry, now: datetime = NOON, **more: dict[str, float]) -> dict[str, SkillMastery]:
    return mastery(ledger, RULES, now=now, **more)


moments = st.one_of(  # some close together, some lie in the future
    st.integers(-9, 3).map(lambda number: NOON + 10 * number * DAY), st.integers(-60, 8).map(lambda n: NOON + n * HOUR)
)


@st.composite
def entries(draw: st.DrawFn) -> LedgerEntry:
    of, at = draw(st.sampled_from(sorted(LABS))), draw(moments)
    status = draw(st.sampled_from([*Status, Status.PASSED, Status.PASSED, Status.FAILED]))
    if status is not Status.PASSED:
        return failed(of, at, status)
    return passed(of, at, code=draw(st.sampled_from("xyz")), version=draw(st.sampled_from(["v0", "v1"])))


ledgers = st.lists(entries(), max_size=16)


def columns(others: list[LedgerEntry]) -> Others | None:
    """Return attempts that did not pass as they come out of a database."""
    if not others:
        return None
    return Others(
        ",".join(entry.lab for entry in others),
        ",".join(f"{entry.started:%Y-%m-%d %H:%M:%S.%f}" for entry in others),
        ",".join(entry.status for entry in others),
    )
