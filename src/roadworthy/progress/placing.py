"""A placement as it stands: computed again from what was recorded (the ledger, the claims, the seed, what was said).

Nothing of it is stored, so it survives a restart, and the browser and the terminal go on with the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from roadworthy.labs import Status
from roadworthy.progress.ledger import FAILING
from roadworthy.progress.placement import (
    Change,
    Ground,
    Inferred,
    Placement,
    Probe,
    ProbeChoice,
    probes_of,
    within_reach,
)
from roadworthy.progress.placement.placement import GOAL
from roadworthy.progress.reached import told_until
from roadworthy.storage import ProbeWord

if TYPE_CHECKING:
    from datetime import datetime

    from roadworthy.labs import Lab
    from roadworthy.progress.mastery import SkillMastery
    from roadworthy.skills import Catalogue, Skill
    from roadworthy.storage import AttemptRecord, LedgerEntry, PlacementRecord

LEAST_ANSWERS = 3
"""Answers without which a placement never says that it is enough: claims alone can make it sure of itself."""


class ProbeOutcome(StrEnum):
    """How a probe was answered."""

    PASSED = "passed"  # its lab was passed, in the placement or before it
    CANNOT = "cannot"  # the learner says that they cannot do it


@dataclass(frozen=True, slots=True)
class Step:
    """A probe that was answered: by which lab, when (UTC), how, and what that changed.

    `told` says skill by skill what its checks showed; it is empty where only the whole lab is known to be too much.
    """

    lab: str
    at: datetime
    outcome: ProbeOutcome
    change: Change
    told: Mapping[str, bool]


@dataclass(frozen=True)
class Placed:
    """A placement as it stands.

    Attributes:
        record: What was recorded of it.
        skills: The skills that it is about, by id.
        states: How the learner probably stands with each of them.
        confidence: The share of all states that is expected to be right, 0.5 to 1.
        steps: The probes that were answered, oldest first.
        probe: What to ask next; None if nothing would tell more.
        tries: How often the probe was tried since the placement began, without a pass.
        put_off: Ids of the probes that were put off, so that they are not asked.
    """

    record: PlacementRecord
    skills: Mapping[str, Skill]
    states: Mapping[str, Inferred]
    confidence: float
    steps: tuple[Step, ...]
    probe: ProbeChoice | None
    tries: int
    put_off: tuple[str, ...]

    @property
    def answers(self) -> tuple[Step, ...]:
        """Return the answers that were given since it began; the other steps are passes from before."""
        return tuple(step for step in self.steps if step.at >= self.record.started)

    @property
    def is_running(self) -> bool:
        """Return True while there is something to ask and the learner has not stopped."""
        return self.record.ended is None and not self.is_enough

    @property
    def is_enough(self) -> bool:
        """Return True if more probes would hardly tell more. A learner may go on all the same, or stop before."""
        return self.probe is None or (self.confidence >= GOAL and len(self.steps) >= LEAST_ANSWERS)

    @property
    def inferred(self) -> dict[str, float]:
        """Skill -> probability, of those that are taken as known because of answers; a mere claim is none of them."""
        if not self.steps:
            return {}
        return {
            skill: state.probability
            for skill, state in self.states.items()
            if state.known and state.ground is not Ground.CLAIMED
        }


def placement_skills(labs: Mapping[str, Lab], catalogue: Catalogue) -> Mapping[str, Skill]:
    """Return the skills that a placement is about, by id: those that labs prove, and all that these require."""
    return within_reach(catalogue, probes_of(labs.values(), catalogue))


def claimable(skills: Mapping[str, Skill], known: Mapping[str, SkillMastery]) -> tuple[Skill, ...]:
    """Return the skills of a placement that the learner may claim: all but those that are proven, which need no word."""
    return tuple(skill for skill in skills.values() if not (skill.id in known and known[skill.id].proven))


def claims_from(ticked: Collection[str], skills: Iterable[Skill]) -> dict[str, bool]:
    """Return what ticks mean: what could be ticked and is not is said not to be known.

    Args:
        ticked: Ids of skills; those that could not be claimed are left out.
        skills: Of `claimable`.
    """
    return {skill.id: skill.id in ticked for skill in skills}


def because(inferred: Inferred, skills: Mapping[str, Skill], labs: Mapping[str, Lab]) -> str:
    """Return what an inferred state rests on, in a sentence.

    Args:
        inferred: Of a placement.
        skills: By id.
        labs: By id.
    """
    names = [skills[skill].title for skill in inferred.by if skill in skills]
    some = f"{names[0]} and {len(names) - 1} more" if len(names) > 2 else " and ".join(names)
    likely = inferred.probability >= 0.5
    if inferred.ground is Ground.TESTED:
        tested = ", ".join(f"“{labs[lab].title}”" for lab in inferred.probes if lab in labs)
        return f"{'Passed' if likely else 'Not passed'}: {tested}."
    if inferred.ground is Ground.IMPLIED and likely:
        return f"You have {some}, which {'need' if len(names) > 1 else 'needs'} it."
    if inferred.ground is Ground.IMPLIED:
        return f"It needs {some}, which {'are' if len(names) > 1 else 'is'} missing."
    if inferred.ground is Ground.CLAIMED:
        return "You said so, and nothing speaks against it." if likely else "You did not claim it."
    return "Most who answer like you know it." if likely else "Most who answer like you do not know it."


def what_it_told(step: Step, skills: Mapping[str, Skill], labs: Mapping[str, Lab]) -> str:
    """Return what an answer told, skill by skill as far as its checks tell them apart, in a sentence.

    Args:
        step: Of a placement.
        skills: By id.
        labs: By id; the step's is among them.
    """

    def names(chosen: Iterable[str], last: str = "and") -> str:
        found = [skills[skill].title for skill in chosen]
        return f" {last} ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)

    asked = [skill for skill in labs[step.lab].skills if skill in skills]
    shown = [skill for skill in asked if step.told.get(skill)]
    missing = [skill for skill in asked if step.told.get(skill) is False]
    if not step.told:
        return f"Not shown: {names(asked)}." if len(asked) < 2 else f"Not shown: one of {names(asked, 'or')}, or more."
    open_ = [skill for skill in asked if skill not in step.told]
    parts = (("Shown", shown), ("Not shown", missing), ("Not told", open_))
    return " ".join(f"{word}: {names(found)}." for word, found in parts if found)


def place(
    record: PlacementRecord,
    ledger: Iterable[LedgerEntry],
    labs: Mapping[str, Lab],
    catalogue: Catalogue,
    attempts: Collection[AttemptRecord] = (),
) -> Placed:
    """Return a placement as it stands.

    A pass of a lab is an answer whenever it was made. Failed attempts are none, since everybody's first ones fail: the
    learner passes in the end, or says that they cannot. Then the checks that they passed until then speak for some of
    the lab's skills, if it says which (`Lab.tells`).

    Args:
        record: What was recorded of it.
        ledger: The same learner's, in any order.
        labs: By id.
        catalogue: Of skills.
        attempts: Of `attempts_that_tell`.
    """
    probes = probes_of(labs.values(), catalogue)
    skills = within_reach(catalogue, probes)
    known_probes = {probe.id for probe in probes}
    entries = [entry for entry in ledger if entry.lab in known_probes]
    placement = Placement(skills, probes, record.claims, seed=record.seed)
    steps = []
    for at, lab, outcome in _answers(record, entries, known_probes):
        if outcome is ProbeOutcome.PASSED:
            told = {skill: True for skill in labs[lab].skills if skill in skills}
        else:
            told = told_until(labs[lab], attempts, since=record.started, until=at)
            told = {skill: has for skill, has in told.items() if skill in skills}
        change = placement.answer(lab, told or outcome is ProbeOutcome.PASSED)
        steps.append(Step(lab, at, outcome, change, told))
    words = {note.probe: note.word for note in record.notes}  # the last word on each
    put_off = tuple(probe for probe, word in words.items() if word is ProbeWord.LATER)
    probe = placement.next_probe(put_off)
    if probe is None and len(steps) < LEAST_ANSWERS:
        ruled_out = {*put_off, *placement.answered}
        probe = _check_of_claims([each for each in probes if each.id not in ruled_out], record.claims, catalogue)
    tries = [
        entry
        for entry in entries
        if probe and entry.lab == probe.probe.id and entry.status in FAILING and entry.started >= record.started
    ]
    return Placed(record, skills, placement.states(), placement.confidence, tuple(steps), probe, len(tries), put_off)


def _check_of_claims(probes: Sequence[Probe], claims: Mapping[str, bool], catalogue: Catalogue) -> ProbeChoice | None:
    """Return a question for somebody whose claims leave nothing open: of what they claim, else of what needs least.

    Claims are trusted so far that nothing seems left to ask. But nothing is concluded from claims alone.
    """

    def order(probe: Probe) -> tuple[bool, int, float, str]:
        needs = len(frozenset().union(*(catalogue.requires(skill) for skill in probe.skills)))
        return not any(claims.get(skill) for skill in probe.skills), needs, probe.minutes, probe.id

    chosen = min(probes, key=order, default=None)
    if chosen is None:
        return None
    title = catalogue[next((skill for skill in chosen.skills if claims.get(skill)), chosen.skills[0])].title
    why = f"Your claims leave nothing open; this checks what they say of {title}."
    return ProbeChoice(chosen, why, chosen.minutes, chosen.skills, 0.0)


def _answers(
    record: PlacementRecord, entries: Iterable[LedgerEntry], probes: set[str]
) -> Iterator[tuple[datetime, str, ProbeOutcome]]:
    """Yield the answers in the order in which they were given; a pass is final, whatever was said of its lab."""
    passes: dict[str, datetime] = {}
    for entry in entries:
        if entry.status is Status.PASSED:
            passes[entry.lab] = min(entry.started, passes.get(entry.lab, entry.started))
    found = [(at, lab, ProbeOutcome.PASSED) for lab, at in passes.items()]
    words: dict[str, tuple[datetime, ProbeWord]] = {note.probe: (note.at, note.word) for note in record.notes}
    for lab, (at, word) in words.items():
        if word is ProbeWord.CANNOT and lab in probes and not (lab in passes and passes[lab] <= at):
            found.append((at, lab, ProbeOutcome.CANNOT))
    yield from sorted(found)
