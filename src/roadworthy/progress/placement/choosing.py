"""Which probe to ask next: the one whose answer is expected to settle most, per minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from roadworthy.progress.placement.graph import Floats, Graph, Ints
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
    patterns = [_patterns(holds, question) for question in questions]
    minutes = np.array([question.minutes for question in questions])
    per_minute = np.array(
        [_information(pattern, question, slip, guess) for pattern, question in zip(patterns, questions, strict=True)]
    )
    per_minute /= minutes
    shortlist = np.argsort(-per_minute, kind="stable")[:SHORTLIST]
    gains = _gains(
        particles, graph, [patterns[at] for at in shortlist], [questions[at] for at in shortlist], slip, guess
    )
    rates = [gain.sum() / questions[at].minutes for gain, at in zip(gains, shortlist, strict=True)]
    best = int(np.argmax(rates))
    if rates[best] <= 0:
        return None
    return Prospect(int(shortlist[best]), float(gains[best].sum()), gains[best])


def _patterns(holds: np.ndarray[Any, np.dtype[np.bool_]], question: Question) -> Ints:
    """Return (p,) which of the question's skills each particle knows, as a number of one bit each."""
    pattern = np.zeros(holds.shape[1], dtype=np.intp)
    for bit, row in enumerate(question.rows[:MOST_CHECKS]):
        pattern |= holds[row].astype(np.intp) << bit
    return pattern


@cache
def _answers(checks: int, slip: float, guess: float) -> Floats:
    """Return (answers, patterns) how likely each answer to some checks is for somebody of each pattern."""
    one = np.array([[1 - guess, slip], [guess, 1 - slip]], dtype=np.float32)
    table = np.ones((1, 1), dtype=np.float32)
    for _ in range(checks):
        table = np.kron(one, table)
    return table


def _information(pattern: Ints, question: Question, slip: float, guess: float) -> float:
    """Return how much the answer tells of the question's own skills (mutual information, nats)."""
    table = _answers(question.checks, slip, guess)
    share = np.bincount(pattern, minlength=table.shape[1]) / len(pattern)
    answer = table @ share
    noise = (table * np.log(table)).sum(axis=0) @ share
    return float(noise - (answer * np.log(answer)).sum())


def _gains(
    particles: Particles,
    graph: Graph,
    patterns: Sequence[Ints],
    questions: Sequence[Question],
    slip: float,
    guess: float,
) -> Floats:
    """Return (questions, skills) the expected fall of each skill's variance."""
    known = particles.known[: graph.skills].astype(np.float32)
    count = particles.count
    # Only patterns that occur get a row: prerequisites rule most of them out.
    codes = np.concatenate([pattern + (number << MOST_CHECKS) for number, pattern in enumerate(patterns)])
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
