"""The judge's answer to an attempt, check by check. Plain data: it travels to terminals, browsers and databases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"  # the check could not be run to its end: a fixture failed, or the subject died under it
    SKIPPED = "skipped"  # the check skipped itself, or was not reached


class Status(StrEnum):
    """How an attempt ended."""

    PASSED = "passed"  # every check passed
    FAILED = "failed"  # at least one check did not
    BROKEN = "broken"  # the learner's code could not be loaded (syntax or import error)
    LIMIT = "limit"  # time, memory, processes or output went past the lab's limit
    COMPONENT_FAILED = "component-failed"  # ours to mend, not the learner's
    NOT_JUDGED = "not-judged"  # cancelled, or the judge itself failed; never counts


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the learner's own traceback: file relative to the workspace, 1-based line, function, source."""

    file: str
    line: int
    function: str
    source: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's result.

    Attributes:
        name: pytest's name of the check, with parameters ("test_expires[5]").
        sentence: First paragraph of its docstring: what the learner reads.
        outcome: How it ended.
        message: What went wrong and where to look; "" when it passed.
        expected: repr of what was expected, where the check compares; else "".
        actual: repr of what happened, where the check compares; else "".
        traceback: The learner's own frames, outermost first; empty when their code raised nothing.
        output: What the learner's code printed during the check, cut to a limit.
        seconds: Wall time of the check.
    """

    name: str
    sentence: str
    outcome: Outcome
    message: str = ""
    expected: str = ""
    actual: str = ""
    traceback: tuple[Frame, ...] = ()
    output: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one attempt.

    Attributes:
        lab: Id of the lab.
        status: How the attempt ended; `passed` is derived from it.
        checks: In the order of the checks' source.
        message: One line about the attempt as a whole, e.g. the syntax error or the limit; may be "".
        traceback: Where loading the learner's code failed, their frames only.
        output: What the learner's code printed outside any check, cut to a limit.
        notes: What the learner should know without it being a failure ("app.py is not yours to edit ...").
        lab_hash: Hash of the lab that judged.
        submission_hash: SHA-256 (hex) of the learner's files as judged.
        seed: Seed of the attempt's random inputs, to replay a failure.
        seconds: Wall time from request to verdict.
    """

    lab: str
    status: Status
    checks: tuple[CheckResult, ...]
    message: str = ""
    traceback: tuple[Frame, ...] = ()
    output: str = ""
    notes: tuple[str, ...] = ()
    lab_hash: str = ""
    submission_hash: str = ""
    seed: int = 0
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Return True if the attempt proves the lab's skills."""
        return self.status is Status.PASSED

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able data; `from_dict` is its inverse."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """Return the verdict that `to_dict` made the data from."""
        fields = dict(data)
        fields["status"] = Status(fields["status"])
        fields["checks"] = tuple(_check_from_dict(check) for check in fields["checks"])
        fields["traceback"] = tuple(Frame(**frame) for frame in fields["traceback"])
        fields["notes"] = tuple(fields["notes"])
        return cls(**fields)


def function_name(check: str) -> str:
    """Return the name of a check's function: "test_expires[5]" is a run of "test_expires"."""
    return check.split("[", 1)[0].rsplit("::", 1)[-1].rsplit(".", 1)[-1]


def _check_from_dict(data: Mapping[str, Any]) -> CheckResult:
    fields = dict(data)
    fields["outcome"] = Outcome(fields["outcome"])
    fields["traceback"] = tuple(Frame(**frame) for frame in fields["traceback"])
    return CheckResult(**fields)
