"""Trying generated mutants on a lab: which of them do its checks not catch?"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from roadworthy.judge.events import JudgeEvent
from roadworthy.judge.judging import judge
from roadworthy.judge.mutate import mutants_of, spread
from roadworthy.judge.owned import OwnedFolder
from roadworthy.labs import Lab, Outcome, Status, Verdict, lay_over, shown_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from roadworthy.judge.mutate import SourceMutant

MOST = 40
# A mutant that hangs shall not cost the whole time of an attempt; but neither shall a busy machine catch mutants.
_TIMES_AS_LONG = 10
_LEAST_SECONDS = 3.0
_FAILED = (Outcome.FAILED, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that passed every check.

    Attributes:
        file: The file of the reference as terminals open it.
        line: 1-based line of the change.
        kind: What was done ("removed await").
        before: The lines that were changed.
        after: What they became.
    """

    file: str
    line: int
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MutationReport:
    """What became of a lab's generated mutants.

    Attributes:
        lab: Its id.
        possible: How many mutants there are.
        tried: How many were judged.
        caught: How many of these failed a check, or ran into a limit.
        survivors: Those that passed every check, in the order of the source.
        problem: Why it could not be tried (to the end), or "".
        seconds: Wall time.
    """

    lab: str
    possible: int
    tried: int
    caught: int
    survivors: tuple[Survivor, ...] = ()
    problem: str = ""
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able data."""
        return asdict(self)


def mutate(
    lab: Lab,
    *,
    most: int = MOST,
    jobs: int = 1,
    on_progress: Callable[[str], None] | None = None,
    cancel: threading.Event | None = None,
) -> MutationReport:
    """Judge mutants of the reference's files that a learner edits; the same ones each time.

    Args:
        lab: The lab; its reference has to pass.
        most: How many mutants at most, spread over the files.
        jobs: How many at a time.
        on_progress: Is told what is being tried, from several threads.
        cancel: Set it to stop soon; the report is then of those that were tried.
    """
    began = time.monotonic()
    tell = on_progress or (lambda _line: None)
    mutants = [mutant for name in lab.edit if name.endswith(".py") for mutant in _mutants(lab, name)]
    if not mutants:
        return MutationReport(lab.id, 0, 0, 0, problem="there is no Python in its reference to make mutants of")
    tell("reference")
    baseline = _judge(lab, None, cancel)[0]
    if not baseline.passed:
        why = f"the reference does not pass: {baseline.message or baseline.status}"
        return MutationReport(lab.id, len(mutants), 0, 0, problem=why, seconds=time.monotonic() - began)
    slowest = max(check.seconds for check in baseline.checks)
    seconds = min(lab.limits.seconds, max(_LEAST_SECONDS, _TIMES_AS_LONG * slowest))
    hurried = replace(lab, limits=replace(lab.limits, seconds=seconds))
    chosen = spread(mutants, most)

    def try_one(number: int) -> bool | None:
        if cancel is not None and cancel.is_set():
            return None
        tell(f"mutant {number + 1} of {len(chosen)}")
        verdict, caught = _judge(hurried, chosen[number], cancel)
        if caught or verdict.status in (Status.FAILED, Status.BROKEN, Status.LIMIT):
            return True
        return False if verdict.passed else None

    with ThreadPoolExecutor(max(1, jobs), thread_name_prefix="mutate") as pool:
        answers = list(pool.map(try_one, range(len(chosen))))
    unknown = answers.count(None)
    survivors = tuple(_survivor(lab, mutant) for mutant, caught in zip(chosen, answers, strict=True) if caught is False)
    problem = f"{unknown} of {len(chosen)} mutants could not be judged" if unknown else ""
    return MutationReport(
        lab.id,
        len(mutants),
        len(chosen) - unknown,
        answers.count(True),
        survivors,
        problem,
        time.monotonic() - began,
    )


def _mutants(lab: Lab, name: str) -> list[SourceMutant]:
    path = lab.reference / name
    return mutants_of(name, path.read_bytes()) if path.is_file() else []


def _judge(lab: Lab, mutant: SourceMutant | None, cancel: threading.Event | None) -> tuple[Verdict, bool]:
    """Judge the reference with the mutant laid over; stop at the first check that fails, and return whether one did."""
    enough = threading.Event()
    caught = False

    def follow(event: JudgeEvent) -> None:
        nonlocal caught
        caught = caught or (event.check is not None and event.check.outcome in _FAILED)
        if caught or (cancel is not None and cancel.is_set()):
            enough.set()

    with OwnedFolder("mutate") as temporary:
        folder = temporary.path / lab.id
        lay_over(folder, lab.starter, lab.reference)
        if mutant is not None:
            (folder / mutant.file).write_bytes(mutant.text)
        return judge(lab, folder, on_event=follow, cancel=enough), caught


def _survivor(lab: Lab, mutant: SourceMutant) -> Survivor:
    file = shown_place(lab.reference / mutant.file)
    return Survivor(file, mutant.line, mutant.kind, mutant.before, mutant.after)
