"""A ledger as it comes out of the database: passes as entries, all else as columns until somebody asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple, overload

from roadworthy.labs import Status
from roadworthy.storage.records import LedgerEntry

APART = ","
"""Between the values of a column. None of them has one: they are ids, hashes, numbers and moments."""

_UTC = "+00:00"
STATUSES = {status.value: status for status in Status}
"""As the database has them; looked up, since to make one from its value is slow."""
_FAILING = frozenset({"failed", "broken", "limit"})
_NEVER = datetime.max.replace(tzinfo=UTC)  # no moment is later
_NOT_PASSED = (repeat(""), repeat(""), repeat(""), repeat(()))
_BY_MOMENT = attrgetter("started")
_IN_ORDER = attrgetter("started", "attempt", "status")
"""Of one lab; of one moment too, so that the same attempts are the same ledger in whichever order they were recorded."""

entry_of = partial(tuple.__new__, LedgerEntry)
"""A tuple of all fields -> the entry, without a call in Python for each of thousands."""


def moments(column: str) -> map[datetime]:
    """Return the moments of a column, in UTC; each is written as `2026-11-21 12:00:00.000000`."""
    return map(datetime.fromisoformat, (column + _UTC).replace(APART, _UTC + APART).split(APART))


class Others(NamedTuple):
    """The attempts that did not pass: labs, moments (UTC) and statuses, each a column of as many values."""

    labs: str = ""
    moments: str = ""
    statuses: str = ""


class Ledger(Sequence[LedgerEntry]):
    """All of a learner's attempts, by lab and then by time.

    Most attempts do not pass, and most of these say nothing of mastery. So they become entries only for who looks at
    them one by one.

    Args:
        passes: The attempts that passed, in any order.
        others: All others.
    """

    def __init__(self, passes: tuple[LedgerEntry, ...] = (), others: Others | None = None) -> None:
        self.passes = passes
        self._others = others

    @cached_property
    def _moments(self) -> list[datetime]:
        return list(moments(self._others.moments)) if self._others else []

    @cached_property
    def _entries(self) -> tuple[LedgerEntry, ...]:
        labs: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        if self._others:
            statuses = map(STATUSES.__getitem__, self._others.statuses.split(APART))
            columns = (self._others.labs.split(APART), self._moments, statuses)
            for entry in map(entry_of, zip(*columns, *_NOT_PASSED, strict=False)):
                labs[entry.lab].append(entry)
        for entry in self.passes:
            labs[entry.lab].append(entry)
        return tuple([entry for lab in sorted(labs) for entry in sorted(labs[lab], key=_IN_ORDER)])

    @cached_property
    def latest(self) -> datetime | None:
        """When the latest attempt was made, UTC; None if there is none."""
        ends = [max(map(_BY_MOMENT, self.passes))] if self.passes else []
        if self._others:
            ends.append(max(self._moments))
        return max(ends, default=None)

    def failures(self, since: Mapping[str, datetime]) -> dict[str, list[datetime]]:
        """Return lab id -> when an attempt was judged that did not pass, UTC, oldest first.

        Args:
            since: Lab id -> moment, UTC; what was no later than that is left out, as are labs that are not there.
        """
        if not self._others:
            return {}
        found: defaultdict[str, list[datetime]] = defaultdict(list)
        columns = (self._others.labs.split(APART), self._moments, self._others.statuses.split(APART))
        for lab, at, status in zip(*columns, strict=True):
            if at > since.get(lab, _NEVER) and status in _FAILING:
                found[lab].append(at)
        for each in found.values():
            each.sort()
        return found

    @overload
    def __getitem__(self, index: int) -> LedgerEntry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LedgerEntry, ...]: ...
    def __getitem__(self, index: int | slice) -> LedgerEntry | tuple[LedgerEntry, ...]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self.passes) + (self._others.labs.count(APART) + 1 if self._others else 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        same = (self.passes, self._others) == (other.passes, other._others)
        return same or self._entries == other._entries

    def __hash__(self) -> int:
        return hash((len(self), self.latest))

    def __repr__(self) -> str:
        return f"Ledger({self._entries!r})"
