"""What `verify` says about a lab. Plain data: it travels to terminals, JSON and the cache."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How the lab stood one trial.

    Attributes:
        kind: "starter", "reference", "mutant" or "attack".
        name: Of the mutant or attack; the number of the run for the reference; "" for the starter.
        problem: What is wrong with the lab, or "" if the trial went as it must.
        caught_by: Names of the checks that did not pass, without parameters, in the order of the source.
        seconds: Wall time of the judging.
    """

    kind: str
    name: str
    problem: str
    caught_by: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found out about one lab.

    Attributes:
        lab: Its id, or the folder's name where that is all there is.
        problems: Why it cannot ship: file, line and what to do where there is one.
        warnings: What its author should know.
        trials: In the order they were run.
        seconds: Wall time of all of it, when it was done.
        cached: True if nothing was run since nothing has changed.
    """

    lab: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    trials: tuple[TrialResult, ...] = ()
    seconds: float = 0.0
    cached: bool = False

    @property
    def passed(self) -> bool:
        """Return True if the lab holds what it promises."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able data; `from_dict` is its inverse."""
        return asdict(self) | {"passed": self.passed}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> VerifyReport:
        """Return the report that `to_dict` made the data from."""
        trials = tuple(TrialResult(**(trial | {"caught_by": tuple(trial["caught_by"])})) for trial in data["trials"])
        return cls(
            lab=data["lab"],
            problems=tuple(data["problems"]),
            warnings=tuple(data["warnings"]),
            trials=trials,
            seconds=data["seconds"],
            cached=data["cached"],
        )
