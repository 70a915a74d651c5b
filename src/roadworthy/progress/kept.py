"""Mastery of many learners of a database, from kept summaries where they hold, else from their ledgers.

A summary is a shortcut, never the truth: it is read only if the ledger has not changed since (the database sees to that),
the labs, the retention and our own rules are those that it was made by, and it holds for the moment that is asked about.
"""

from __future__ import annotations

import gc
import hashlib
import json
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadworthy.progress.mastery import Rules, SkillMastery, standings
from roadworthy.progress.memory import Memory
from roadworthy.progress.summary import Proof, Summary, summarise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadworthy.storage import KeptSummary, Store

AT_ONCE = 200
"""Learners whose summaries, or whose ledgers, are in memory at a time."""

_RULES = ("ledger.py", "memory.py", "summary.py", "kept.py")


def masteries(store: Store, learners: Iterable[str], by: Rules, *, now: datetime) -> dict[str, dict[str, SkillMastery]]:
    """Return name -> skill -> mastery (see `mastery`), in the order given; names that are not known are left out.

    What had to be summarised anew is kept for the next time, unless the database cannot be written to.

    Args:
        store: Where the ledgers are.
        learners: Names.
        by: Of `rules`.
        now: UTC.
    """
    made_by = fingerprint(by)
    found: dict[str, dict[str, SkillMastery]] = {}
    every = list(learners)
    for begin in range(0, len(every), AT_ONCE):
        names = every[begin : begin + AT_ONCE]
        kept = store.summaries.of(names, made_by)
        with _uncollected():
            for name, each in kept.items():
                if each.text and (summary := read_summary(each.text)).holds(now):
                    found[name] = standings(summary.proofs, by, now=now)
        missing = {name: each for name, each in kept.items() if name not in found}
        if missing:
            found |= _anew(store, missing, by, made_by, now)
    return {name: found[name] for name in every if name in found}


def _anew(
    store: Store, kept: dict[str, KeptSummary], by: Rules, made_by: str, now: datetime
) -> dict[str, dict[str, SkillMastery]]:
    from roadworthy.storage import StorageError

    ledgers = store.ledgers(kept)
    found, texts = {}, {}
    with _uncollected():
        for name, each in kept.items():
            summary = summarise(ledgers.get(name, ()), by, now)
            found[name] = standings(summary.proofs, by, now=now)
            if summary.holds(now):
                texts[each] = summary_text(summary)
    # Who may only read, or waits too long for an import, gets the same answer and keeps nothing.
    with suppress(StorageError):
        store.summaries.keep(texts, made_by)
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put the collector of garbage off: of hundreds of thousands of tuples that all stay it would find none, again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def fingerprint(by: Rules) -> str:
    """Return 64 characters that are others as soon as the same ledger might be summarised otherwise."""
    versions = [(lab, lab_hash, sorted(skills)) for lab, (lab_hash, skills) in sorted(by.versions.items())]
    made_of = json.dumps([_rules(), by.retention, versions])
    return hashlib.sha256(made_of.encode("ascii")).hexdigest()


@cache
def _rules() -> list[str]:
    """Return what names the rules themselves: the text of our code, so that nobody has to think of a number, and FSRS."""
    folder = Path(__file__).parent
    return [version("fsrs"), *(hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _RULES)]


def summary_text(summary: Summary) -> str:
    """Return a summary as ASCII: a line a column, since texts are cut apart sooner than JSON is read.

    No id has a comma or a space in it, so those are between skills, and between the ids of one.
    """
    skills, current, rests_on, labs, passed, memories = zip(*summary.proofs, strict=True) if summary.proofs else _EMPTY
    stability, difficulty, last, due, reviews = zip(*memories, strict=True) if memories else _EMPTY[1:]
    lines = [
        [each.isoformat() if each else "" for each in (summary.since, summary.until)],
        skills,
        ["1" if each else "" for each in current],
        map(_WITHIN.join, rests_on),
        map(_WITHIN.join, labs),
        *([each.replace(tzinfo=None).isoformat() for each in column] for column in (passed, last, due)),
        map(repr, stability),
        map(repr, difficulty),
        map(str, reviews),
    ]
    return "\n".join(map(_BETWEEN.join, lines))


def read_summary(text: str) -> Summary:
    """Return the summary of `summary_text`."""
    from roadworthy.storage import moments  # late: who asks for other things needs no database

    holds, skills, *rest = text.split("\n")
    since, until = (datetime.fromisoformat(each) if each else None for each in holds.split(_BETWEEN))
    if not skills:
        return Summary([], since, until)
    current, rests_on, labs, passed, last, due, stability, difficulty, reviews = rest
    memories = map(
        _memory,
        zip(
            map(float, stability.split(_BETWEEN)),
            map(float, difficulty.split(_BETWEEN)),
            moments(last),
            moments(due),
            map(int, reviews.split(_BETWEEN)),
            strict=True,
        ),
    )
    columns = (map(bool, current.split(_BETWEEN)), _ids(rests_on), _ids(labs), moments(passed), memories)
    return Summary(list(map(_proof, zip(skills.split(_BETWEEN), *columns, strict=True))), since, until)


def _ids(column: str) -> Iterator[tuple[str, ...]]:
    return map(tuple, map(str.split, column.split(_BETWEEN)))


_EMPTY: list[tuple[Any, ...]] = [()] * 6
_BETWEEN, _WITHIN = ",", " "  # the first as the ledger's columns have it
# A tuple of all fields -> what it is, without a call in Python for each of thousands.
_memory, _proof = partial(tuple.__new__, Memory), partial(tuple.__new__, Proof)
