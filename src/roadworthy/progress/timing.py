"""How long a lab takes, from attempts that were really made; where there are too few, what the lab says, and says so."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING

from roadworthy.labs import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from roadworthy.labs import Lab
    from roadworthy.storage import LabHistory, LedgerEntry

PAUSE = timedelta(minutes=30)
"""The longest time between two attempts that counts as work; nobody can say what a longer one was spent on."""

ENOUGH_LEARNERS = 5
ENOUGH_LABS = 3


class EstimateSource(StrEnum):
    """What an estimate rests on."""

    LAB = "lab"  # what the lab's author says
    YOURS = "yours"  # that, times how long other labs took this learner against what their authors said
    LEARNERS = "learners"  # how long it took those who passed it


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a lab takes: minutes, what that rests on, and how many measurements (of labs or learners) that were."""

    minutes: int
    source: EstimateSource
    measured: int = 0

    @property
    def sentence(self) -> str:
        """Return the estimate for people: "about 25 min (median of 12 who passed it)"."""
        if self.source is EstimateSource.LEARNERS:
            return f"about {self.minutes} min (median of {self.measured} who passed it)"
        if self.source is EstimateSource.YOURS:
            return f"about {self.minutes} min (at your pace, measured on {self.measured} labs)"
        return f"about {self.minutes} min (the lab's own estimate)"


def estimates(
    wanted: Iterable[Lab],
    labs: Mapping[str, Lab],
    ledger: Iterable[LedgerEntry],
    histories: Mapping[str, Sequence[LabHistory]],
) -> dict[str, Estimate]:
    """Return lab id -> how long it takes.

    What counts is the work from the first attempt to the one that passed. Where enough learners passed the lab, it is
    their median; else the lab's own minutes at this learner's pace, where enough of their labs could be measured; else
    the lab's own minutes.

    Args:
        wanted: The labs to estimate.
        labs: All labs, by id.
        ledger: This learner's.
        histories: Of `Store.lab_histories`, for the labs that are wanted.
    """
    own: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in ledger:
        own[entry.lab].append(entry)
    paces = [
        minutes / labs[lab].minutes
        for lab, entries in own.items()
        if lab in labs and (minutes := worked([(entry.started, entry.status) for entry in entries]))
    ]
    pace = min(4.0, max(0.25, median(paces))) if len(paces) >= ENOUGH_LABS else None
    found = {}
    for lab in wanted:
        measured = [minutes for history in histories.get(lab.id, ()) if (minutes := worked(history))]
        if len(measured) >= ENOUGH_LEARNERS:
            found[lab.id] = Estimate(_round(median(measured)), EstimateSource.LEARNERS, len(measured))
        elif pace is not None:
            found[lab.id] = Estimate(_round(lab.minutes * pace), EstimateSource.YOURS, len(paces))
        else:
            found[lab.id] = Estimate(lab.minutes, EstimateSource.LAB)
    return found


def worked(history: Iterable[tuple[datetime, Status]]) -> float:
    """Return the minutes of work from the first attempt to the first that passed; 0.0 if that cannot be said.

    It cannot if nothing passed, or if the first attempt did: what came before it was seen by nobody.
    """
    moments = []
    for at, status in sorted(history, key=itemgetter(0)):
        moments.append(at)
        if status is Status.PASSED:
            gaps = (min(later - earlier, PAUSE) for earlier, later in itertools.pairwise(moments))
            return sum(gaps, timedelta()) / timedelta(minutes=1)
    return 0.0


def _round(minutes: float) -> int:
    """Return minutes as people say them: to 5 where it is more than 10, and at least 1."""
    return max(1, round(minutes)) if minutes <= 10 else 5 * round(minutes / 5)
