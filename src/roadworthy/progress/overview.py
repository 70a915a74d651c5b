"""One learner's progress, all of it, computed as far as somebody asks: what the faces show."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from roadworthy.progress.activity import DAYS, Day, activity
from roadworthy.progress.canonical import canonical_bytes
from roadworthy.progress.forecast import WEEKS, WeekLoad, forecast
from roadworthy.progress.labs import lab_states
from roadworthy.progress.mastery import RETENTION, Rules, SkillMastery, mastery, rules
from roadworthy.progress.next_lab import next_lab, with_estimates
from roadworthy.progress.placing import Placed, place
from roadworthy.progress.reached import attempts_that_tell
from roadworthy.progress.review import ReviewTask, due_reviews
from roadworthy.progress.skills import skill_states, with_mastery
from roadworthy.progress.timing import estimates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from roadworthy.labs import Lab
    from roadworthy.progress.model import LabState, NextLab, SkillState
    from roadworthy.roadmap import Roadmap
    from roadworthy.skills import Catalogue, Match
    from roadworthy.storage import ClaimRecord, EvidenceRecord, Ledger, PlacementRecord, Store

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Overview:
    """One learner's progress at one moment. What it reads it reads once: make another one for another moment.

    Args:
        store: Where the ledger is.
        learner: Whose.
        labs: The labs as they are now, by id.
        catalogue: Of skills.
        now: The moment, UTC; left out, the present one.
        retention: The probability with which a skill shall be remembered when its review is due.
        placing: How a placement is computed; left out, `place`. Who asks often remembers the last one.
    """

    def __init__(
        self,
        store: Store,
        learner: str,
        labs: Mapping[str, Lab],
        catalogue: Catalogue,
        *,
        now: datetime | None = None,
        retention: float = RETENTION,
        placing: Callable[[PlacementRecord, Ledger], Placed] | None = None,
    ) -> None:
        self.store = store
        self.learner = learner
        self.labs = labs
        self.catalogue = catalogue
        self.now = (now or datetime.now(UTC)).astimezone(UTC)
        self._retention = retention
        self._placing = placing or (
            lambda record, ledger: place(
                record, ledger, labs, catalogue, attempts_that_tell(store, learner, record, labs)
            )
        )

    @cached_property
    def ledger(self) -> Ledger:
        """Every attempt, by lab and time."""
        return self.store.ledger(self.learner)

    @cached_property
    def placed(self) -> Placed | None:
        """The learner's placement as it stands, None if they never began one."""
        return self._place(self.ledger)

    def _place(self, ledger: Ledger) -> Placed | None:
        record = self.store.placements.last(self.learner)
        return self._placing(record, ledger) if record else None

    @cached_property
    def _evidence(self) -> tuple[EvidenceRecord, ...]:
        return self.store.evidence(self.learner)

    @cached_property
    def rules(self) -> Rules:
        """What mastery is computed by."""
        return rules(self.labs, self.catalogue, self._retention)

    @cached_property
    def mastery(self) -> dict[str, SkillMastery]:
        """How the learner stands with every skill, by id."""
        return mastery(self.ledger, self.rules, now=self.now, placed=self.placed.inferred if self.placed else None)

    @cached_property
    def skill_states(self) -> dict[str, SkillState]:
        """The marks of every skill that has evidence or a lab, by id; with what is inferred, and what is due for review."""
        return with_mastery(skill_states(self._evidence, self.labs), self.mastery)

    @cached_property
    def lab_states(self) -> dict[str, LabState]:
        """How the learner stands with every lab, by id."""
        return lab_states(self.labs, self._evidence, self.store.attempt_counts(self.learner))

    @property
    def next_due(self) -> datetime | None:
        """When the next review is due that is not due yet, UTC; None if nothing was passed."""
        return min((each.due for each in self.mastery.values() if each.due and each.due > self.now), default=None)

    def reviews(self, matches: Iterable[Match] = ()) -> tuple[ReviewTask, ...]:
        """Return the reviews that are due, what is worth most first.

        Args:
            matches: Of the learner's roadmap, so that what its stops rest on is worth more.
        """
        stops = Counter(skill for _, skill in {(match.place, match.skill) for match in matches})
        return due_reviews(self.mastery, self.labs, self.rules, now=self.now, stops=stops)

    def forecast(self, weeks: int = WEEKS) -> tuple[WeekLoad, ...]:
        """Return how much reviewing the coming weeks will bring."""
        return forecast(self.mastery, self.labs, self.rules, now=self.now, weeks=weeks)

    def activity(self, zone: tzinfo | None = None, days: int = DAYS) -> tuple[Day, ...]:
        """Return what was done on each of the last days, by the calendar of a time zone; None: this machine's."""
        return activity(self.ledger, now=self.now, zone=zone, days=days)

    def next_lab(self, roadmap: Roadmap, matches: Sequence[Match], claims: Iterable[ClaimRecord]) -> NextLab:
        """Return what to do next on a roadmap, with how long it takes, and the review that comes first.

        Args:
            roadmap: The road.
            matches: Its places and their skills.
            claims: The learner's, of this roadmap.
        """
        found = next_lab(
            self.labs,
            self.lab_states,
            self.skill_states,
            self.catalogue,
            roadmap=roadmap,
            matches=matches,
            claims=claims,
            known=self.mastery,
            reviews=self.reviews(matches),
        )
        shown = [self.labs[each.lab] for each in (found.lab, *found.alternatives) if each]
        histories = self.store.lab_histories([lab.id for lab in shown])
        return with_estimates(found, estimates(shown, self.labs, self.ledger, histories))

    def rebuilt(self, at: datetime | None = None) -> bytes:
        """Return mastery computed from nothing, as canonical bytes; nothing that was computed before is used.

        Args:
            at: The moment to compute it for; None means that of the latest attempt that is not from the future, so that
                the same ledger gives the same bytes on any day.
        """
        ledger = self.store.ledger(self.learner)
        if at is None:
            at = max((entry.started for entry in ledger if entry.started <= self.now), default=_NEVER)
        by = rules(self.labs, self.catalogue, self._retention)
        placed = self._place(ledger)
        found = mastery(ledger, by, now=at.astimezone(UTC), placed=placed.inferred if placed else None)
        return canonical_bytes(found, learner=self.learner, at=at.astimezone(UTC))
