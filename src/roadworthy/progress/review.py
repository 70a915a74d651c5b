"""What to review: which skills are due, by which lab each is tried again, and what is worth most when time is short."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from roadworthy.labs import Lab
    from roadworthy.progress.mastery import Rules, SkillMastery

SHORT = 10
"""Minutes. A lab that takes no longer is short enough for a review."""

FINDING = 8
"""Minutes that finding a mistake and mending it takes, in code that is otherwise right."""


class ReviewKind(StrEnum):
    """How a skill is tried again."""

    OTHER_LAB = "other-lab"  # a lab that proves it and was never passed
    FIND_MISTAKE = "find-mistake"  # the solution of a lab that was passed, with a mistake in it that has to be found
    AGAIN = "again"  # the lab from its starter, where it has no mistakes to offer


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """Something to do that reviews skills.

    Attributes:
        lab: Id of the lab.
        kind: See `ReviewKind`.
        skills: Ids of the due skills that a pass reviews, the one that is worth most comes first.
        variant: Which of the lab's mistakes it is, counted from 0 in the order of `lab.mutants`; 0 for other kinds. The
            mistake's name is not here, since it gives the mistake away.
        minutes: How long it takes.
        due: Since when the first of the skills is due, UTC.
        value: What it is worth a minute; only good for comparing.
        rests: How many skills rest on those that it reviews.
    """

    lab: str
    kind: ReviewKind
    skills: tuple[str, ...]
    variant: int
    minutes: int
    due: datetime
    value: float
    rests: int


def due_reviews(
    masteries: Mapping[str, SkillMastery],
    labs: Mapping[str, Lab],
    by: Rules,
    *,
    now: datetime,
    stops: Mapping[str, int] | None = None,
) -> tuple[ReviewTask, ...]:
    """Return what reviews the skills that are due, what is worth most a minute first.

    A skill is worth more the more skills and stops rest on it, and the further it has faded. One task reviews all due
    skills of its lab. A skill that no lab proves any more cannot be reviewed, and is left out.

    Args:
        masteries: Of `mastery`.
        labs: By id.
        by: The rules that the masteries were computed by.
        now: UTC.
        stops: Skill id -> how many stops of the learner's roadmap are that skill.
    """
    due = {skill: each for skill, each in masteries.items() if each.due is not None and each.due <= now}
    tasks: dict[str, ReviewTask] = {}
    worth = {skill: _worth(each, by, (stops or {}).get(skill, 0)) for skill, each in due.items()}
    for skill in sorted(due, key=lambda skill: (-worth[skill], skill)):
        if any(skill in task.skills for task in tasks.values()):
            continue
        chosen = review_lab(due[skill], labs)
        if chosen is None or chosen[0].id in tasks:
            continue
        lab, kind = chosen
        also = sorted(
            (each for each in due if each in lab.skills), key=lambda each: (each != skill, -worth[each], each)
        )
        minutes = review_minutes(lab, kind)
        tasks[lab.id] = ReviewTask(
            lab.id,
            kind,
            tuple(also),
            (review_variant(lab, masteries) or 0) if kind is ReviewKind.FIND_MISTAKE else 0,
            minutes,
            min(each.memory.due for each in (due[one] for one in also) if each.memory),
            sum(worth[each] for each in also) / minutes,
            len(frozenset().union(*(by.resting.get(each, frozenset()) for each in also)) - set(also)),
        )
    return tuple(sorted(tasks.values(), key=lambda task: (-task.value, task.due, task.lab)))


def choose(tasks: Iterable[ReviewTask], minutes: int) -> tuple[ReviewTask, ...]:
    """Return what to do in so many minutes: what is worth most a minute first, as far as it fits.

    What does not fit comes another day, worth more then. So reviews are a dose, and never a pile.
    """
    chosen = []
    for task in sorted(tasks, key=lambda task: (-task.value, task.due, task.lab)):
        if task.minutes <= minutes:
            chosen.append(task)
            minutes -= task.minutes
    return tuple(chosen)


def review_lab(skill: SkillMastery, labs: Mapping[str, Lab]) -> tuple[Lab, ReviewKind] | None:
    """Return the lab by which a proven skill is reviewed, and how; None if no lab proves it any more.

    Another short lab is best. Else a mistake has to be found in one that was passed: with several, the one that was
    passed longest ago, so that they take turns. Else a longer other lab, and last the same one from its starter.
    """
    proving = sorted(
        (lab for lab in labs.values() if skill.skill in lab.skills),
        key=lambda lab: (lab.minutes, lab.difficulty, lab.id),
    )
    for lab in proving:
        if lab.id not in skill.labs and lab.minutes <= SHORT:
            return lab, ReviewKind.OTHER_LAB
    turns = {lab: turn for turn, lab in enumerate(reversed(skill.labs))}
    for lab in sorted((lab for lab in proving if lab.id in turns and lab.mutants), key=lambda lab: turns[lab.id]):
        return lab, ReviewKind.FIND_MISTAKE
    for lab in proving:
        if lab.id not in skill.labs:
            return lab, ReviewKind.OTHER_LAB
    return (proving[0], ReviewKind.AGAIN) if proving else None


def review_minutes(lab: Lab, kind: ReviewKind) -> int:
    """Return how many minutes a review by a lab takes."""
    return FINDING if kind is ReviewKind.FIND_MISTAKE else lab.minutes


def review_variant(lab: Lab, masteries: Mapping[str, SkillMastery]) -> int | None:
    """Return which of a lab's mistakes is to be found next, counted from 0: another after each review; None without any."""
    if not lab.mutants:
        return None
    reviewed = (each.memory.reviews for skill in lab.skills if (each := masteries.get(skill)) and each.memory)
    return max(reviewed, default=0) % len(lab.mutants)


def review_reason(task: ReviewTask, titles: Sequence[str], now: datetime) -> str:
    """Return in one sentence why a review is worth doing.

    Args:
        task: The review.
        titles: Of its skills, in the same order.
        now: UTC.
    """
    names = " and ".join(f"“{title}”" for title in titles[:2])
    if len(titles) > 2:
        names = f"“{titles[0]}” and {len(titles) - 1} more"
    several = len(titles) > 1
    days = (now - task.due).days
    if days == 0:
        when = f"{'are' if several else 'is'} due today"
    else:
        when = f"{'have' if several else 'has'} been due {'since yesterday' if days == 1 else f'for {days} days'}"
    if not task.rests:
        return f"{names} {when}."
    rest = "1 skill rests" if task.rests == 1 else f"{task.rests} skills rest"
    return f"{names} {when}, and {rest} on {'them' if several else 'it'}."


def _worth(skill: SkillMastery, by: Rules, stops: int) -> float:
    """Return what reviewing a skill is worth: what rests on it, times how far it has faded (1: just due)."""
    return (1 + len(by.resting.get(skill.skill, ())) + stops) * (1 - skill.confidence) / (1 - by.retention)
