"""The attacks that no lab may be passed by: each puts the same hostile file in the place of every file to be written.

Their texts are in `attack_files/NAME.SUFFIX.txt`; a suffix for which an attack has no text keeps the starter's file.
"""

from __future__ import annotations

import ast
import re
import threading
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from roadworthy.labs import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from roadworthy.labs import Lab, Verdict

_TEXTS = Path(__file__).parent / "attack_files"
_ANY = ".any"
LEARNING_SEED, JUDGED_SEED = 1, 2
"""What `learns-the-answers` sees is of the first seed; it has to fail with the second."""
LEARNER = "learns-the-answers"
_NEEDS_WALLS = frozenset({"reads-the-reference"})
WHAT_IT_MEANS = {
    "agrees": "an object that agrees with everything satisfies the checks: compare plain values, as in "
    "`list(x) == [1]`, `int(x) == 5`, not what the learner's object says of itself",
    "mock": "a MagicMock satisfies the checks: compare what it returns with plain values",
    "leaves-at-import": "a program that ends at once with status 0 satisfies the checks: look at what it did",
    "leaves-when-called": "a program that ends with status 0 when it is called satisfies the checks: look at what it did",
    "skips": "code that only skips satisfies the checks",
    "prints-a-pass": "a program that prints 'passed' satisfies the checks: look at what it did, not at what it says",
    "patches": "code that patches pytest and returns None satisfies the checks: run the learner's tests in a process "
    "of their own and look at its exit status and its report",
    "says-true": "code that says True, or 200, to everything satisfies the checks: at least one has to ask for more",
    "gives-back": "code that returns what it was given satisfies the checks: ask for something that it was not given",
    "empty": "an empty file satisfies the checks",
    "reads-the-reference": "the reference could be read during the attempt: the judge has a hole, please report it",
    LEARNER: "answers learnt from the failures of one seed pass with another: draw what is asked from `rng`",
}
_CALL = re.compile(r"^roadworthy-call (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GenericAttack:
    """One attack on one lab.

    Attributes:
        name: As in `WHAT_IT_MEANS`.
        files: Name -> content of the files that it puts in the place of the learner's.
    """

    name: str
    files: Mapping[str, str] = field(default_factory=dict)


def attacks_on(lab: Lab) -> Iterator[GenericAttack]:
    """Yield the attacks that there are for the kinds of files that a learner writes in the lab."""
    suffixes = {PurePosixPath(name).suffix for name in lab.edit}
    for name in WHAT_IT_MEANS:
        if name in _NEEDS_WALLS and not _walls_stand():
            continue  # it would succeed, which is no fault of the lab's
        texts = _texts_of(name)
        if name == LEARNER:  # tests that were imported as they are draw nothing
            texts = {".py": learner_of({})} if ".py" in suffixes and not lab.origin else {}
        files = {file: text for file in lab.edit if (text := _text_for(file, texts)) is not None}
        if files:
            yield GenericAttack(name, files)


def _text_for(file: str, texts: Mapping[str, str]) -> str | None:
    return texts.get(PurePosixPath(file).suffix, texts.get(_ANY))


@cache
def _texts_of(name: str) -> dict[str, str]:
    """Return suffix -> text of an attack."""
    found = _TEXTS.glob(f"{name}.*.txt")
    return {f".{path.name.split('.')[-2]}": path.read_text(encoding="utf-8") for path in sorted(found)}


def _walls_stand() -> bool:
    import roadworthy.judge

    contained = getattr(roadworthy.judge, "is_contained", None)
    return bool(contained and contained())


def stand(
    lab: Lab,
    attack: GenericAttack,
    folder: Path,
    tell: Callable[[str], None],
    cancel: threading.Event | None,
) -> Verdict:
    """Return the verdict on an attack; one check that fails is enough, and ends it.

    Args:
        lab: What is attacked.
        attack: The attack.
        folder: The starter, in a folder of our own.
        tell: Is told what takes long.
        cancel: Set it to stop.
    """
    _write(folder, attack.files)
    if attack.name == LEARNER:
        learnt = learn(_judge(lab, folder, LEARNING_SEED, tell, cancel, to_the_end=True))
        _write(folder, {name: learner_of(learnt) for name in attack.files})
    return _judge(lab, folder, JUDGED_SEED, tell, cancel, to_the_end=False)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _judge(
    lab: Lab,
    folder: Path,
    seed: int,
    tell: Callable[[str], None],
    cancel: threading.Event | None,
    *,
    to_the_end: bool,
) -> Verdict:
    from roadworthy.judge import JudgeEvent, judge

    stop = _Either(cancel)

    def follow(event: JudgeEvent) -> None:
        if event.kind == "progress":
            tell(event.text)
        failed = event.check is not None and event.check.outcome in (Outcome.FAILED, Outcome.ERROR)
        if failed and not to_the_end:
            stop.set()

    verdict = judge(lab, folder, seed=seed, on_event=follow, cancel=stop)
    return replace(verdict, status=Status.FAILED) if stop.is_set_here() and not verdict.passed else verdict


class _Either(threading.Event):
    """Set when it is set itself, or the event that it was made from.

    Args:
        other: The other event.
    """

    def __init__(self, other: threading.Event | None) -> None:
        super().__init__()
        self._other = other

    def is_set(self) -> bool:
        """Return True if one of both is set."""
        return self.is_set_here() or (self._other is not None and self._other.is_set())

    def is_set_here(self) -> bool:
        """Return True if this one is set."""
        return super().is_set()


def learn(verdict: Verdict) -> dict[str, object]:
    """Return call -> expected answer, as far as the failures of a verdict tell both."""
    learnt: dict[str, object] = {}
    for check in verdict.checks:
        calls = _CALL.findall(check.output)
        try:
            expected = ast.literal_eval(check.expected)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if calls:
            learnt[calls[-1]] = expected
    return learnt


def learner_of(learnt: Mapping[str, object]) -> str:
    """Return a module that answers each call as it was learnt, and tells of every call for the next time."""
    return _LEARNER_TEXT.replace("{learnt}", repr(dict(learnt)))


_LEARNER_TEXT = '''"""Answers learnt from failures."""

LEARNT = {learnt}


class Function:
    def __init__(self, name):
        self.name = name

    def __call__(self, *args, **kwargs):
        call = f"{self.name}{args!r}{kwargs!r}".replace("\\n", " ")
        print(f"roadworthy-call {call}")
        return LEARNT.get(call)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Function(name)
'''
