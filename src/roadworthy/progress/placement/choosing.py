"""Which probe to ask next: the one whose answer is expected to settle most, per minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from roadworthy.progress.placement.graph import Bools, Floats, Graph, Ints
from roadworthy.progress.placement.particles import Particles

SHORTLIST = 48
MOST_CHECKS = 4  # of one probe are looked at; more would make its answers too many to tell apart


@dataclass(frozen=True, slots=True)
class Question:
    """A probe, as rows.

    Attributes:
        rows: The skills with a check of their own, or the one row of the set that is judged as a whole.
        minutes: How long it takes.
    """

    rows: tuple[int, ...]
    minutes: float

    @property
    def checks(self) -> int:
        """Return how many of its checks are looked at."""
        return min(len(self.rows), MOST_CHECKS)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a question is expected to tell.

    Attributes:
        question: Its number among those that were looked at.
        gain: Expected fall of the summed variances of all skills.
        by_skill: (skills,) how much each skill adds to it.
    """

    question: int
    gain: float
    by_skill: Floats


def best_question(
    particles: Particles, graph: Graph, questions: Sequence[Question], slip: float, guess: float
) -> Prospect | None:
    """Return the question that tells most per minute; None if none tells anything.

    Args:
        particles: What is believed.
        graph: The skills.
        questions: Those that have not been answered.
        slip: Probability to fail a check of a skill that one has.
        guess: Probability to pass a check of a skill that one has not.
    """
    if not questions:
        return None
    holds = particles.known.copy()
    holds[graph.skills :] = particles.missing[graph.skills :] == 0
    patterns = _patterns(holds, questions)
    minutes = np.array([question.minutes for question in questions])
    told = _information(patterns, questions, slip, guess)
    shortlist = np.argsort(-told / minutes, kind="stable")[:SHORTLIST]
    gains = _gains(particles, graph, patterns[shortlist], [questions[at] for at in shortlist], slip, guess)
    best = int(np.argmax(gains.sum(axis=1) / minutes[shortlist]))
    gain = float(gains[best].sum())
    return Prospect(int(shortlist[best]), gain, gains[best]) if gain > 0 else None


def _patterns(holds: Bools, questions: Sequence[Question]) -> Ints:
    """Return (questions, p) which of a question's skills each particle knows, as a number of one bit each."""
    bits = holds.view(np.uint8)
    patterns = np.zeros((len(questions), holds.shape[1]), dtype=np.uint8)
    for number, question in enumerate(questions):
        for bit, row in enumerate(question.rows[:MOST_CHECKS]):
            patterns[number] |= bits[row] << bit
    return patterns.astype(np.intp)


@cache
def _answers(checks: int, slip: float, guess: float) -> Floats:
    """Return (answers, patterns) how likely each answer to some checks is for somebody of each pattern."""
    one = np.array([[1 - guess, slip], [guess, 1 - slip]], dtype=np.float32)
    table = np.ones((1, 1), dtype=np.float32)
    for _ in range(checks):
        table = np.kron(one, table)
    return table


def _information(patterns: Ints, questions: Sequence[Question], slip: float, guess: float) -> Floats:
    """Return (questions,) how much each answer tells of the question's own skills (mutual information, nats)."""
    count = len(questions)
    codes = patterns + (np.arange(count)[:, None] << MOST_CHECKS)
    share = np.bincount(codes.ravel(), minlength=count << MOST_CHECKS).reshape(count, -1) / patterns.shape[1]
    told = np.zeros(count, dtype=np.float32)
    for checks in sorted({question.checks for question in questions}):
        mine = [number for number, question in enumerate(questions) if question.checks == checks]
        table = _answers(checks, slip, guess)
        here = share[mine, : len(table)]
        answer = here @ table.T
        noise = here @ (table * np.log(table)).sum(axis=0)
        told[mine] = noise - (answer * np.log(answer)).sum(axis=1)
    return told


def _gains(
    particles: Particles,
    graph: Graph,
    patterns: Ints,
    questions: Sequence[Question],
    slip: float,
    guess: float,
) -> Floats:
    """Return (questions, skills) the expected fall of each skill's variance."""
    known = particles.known[: graph.skills].astype(np.float32)
    count = particles.count
    # Only patterns that occur get a row: prerequisites rule most of them out.
    codes = (patterns + (np.arange(len(patterns))[:, None] << MOST_CHECKS)).ravel()
    present = np.flatnonzero(np.bincount(codes))
    place = np.zeros(len(patterns) << MOST_CHECKS, dtype=np.intp)
    place[present] = np.arange(len(present))
    member = np.zeros((len(present), count), dtype=np.float32)
    member[place[codes], np.tile(np.arange(count), len(patterns))] = 1
    together = member @ known.T / np.float32(count)
    share = member.mean(axis=1)
    believed = known.mean(axis=1)
    gains = np.empty((len(questions), graph.skills), dtype=np.float32)
    for number, question in enumerate(questions):
        mine = np.flatnonzero(present >> MOST_CHECKS == number)
        table = _answers(question.checks, slip, guess)[:, present[mine] & ((1 << MOST_CHECKS) - 1)]
        answer = (table @ share[mine])[:, None]
        gains[number] = ((table @ together[mine]) ** 2 / answer).sum(axis=0) - believed**2
    return gains
