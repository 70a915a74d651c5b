"""Workspace in, verdict out; what labs are judged in; and testing labs.

Names are imported when they are first used: a command that only wants to know an environment's name shall not wait for
all that verifying needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roadworthy.judge.attempt import attempt
    from roadworthy.judge.containment import UNCONTAINED, NotContainedError, is_contained, require_containment
    from roadworthy.judge.environments import (
        Environment,
        EnvironmentBuildError,
        ensure_environment,
        environment_fingerprint,
        environment_names,
        find_environment,
    )
    from roadworthy.judge.events import JudgeEvent
    from roadworthy.judge.exercism_results import exercism_results
    from roadworthy.judge.judging import judge
    from roadworthy.judge.machine import examine_machine
    from roadworthy.judge.machine_model import Examined, Standing
    from roadworthy.judge.mutate_lab import MutationReport, Survivor, mutate
    from roadworthy.judge.service import judge_service
    from roadworthy.judge.verify_lab import verify
    from roadworthy.judge.verify_many import verify_all, what_it_is_made_of
    from roadworthy.judge.verify_model import TrialResult, VerifyReport

# Which file each public name is in.
_PLACES = {
    "Environment": "environments",
    "NotContainedError": "containment",
    "UNCONTAINED": "containment",
    "is_contained": "containment",
    "EnvironmentBuildError": "environments",
    "Examined": "machine_model",
    "MutationReport": "mutate_lab",
    "Standing": "machine_model",
    "Survivor": "mutate_lab",
    "JudgeEvent": "events",
    "TrialResult": "verify_model",
    "VerifyReport": "verify_model",
    "attempt": "attempt",
    "ensure_environment": "environments",
    "environment_fingerprint": "environments",
    "environment_names": "environments",
    "examine_machine": "machine",
    "exercism_results": "exercism_results",
    "find_environment": "environments",
    "judge": "judging",
    "judge_service": "service",
    "mutate": "mutate_lab",
    "require_containment": "containment",
    "verify": "verify_lab",
    "verify_all": "verify_many",
    "what_it_is_made_of": "verify_many",
}

__all__ = [
    "UNCONTAINED",
    "Environment",
    "EnvironmentBuildError",
    "Examined",
    "JudgeEvent",
    "MutationReport",
    "NotContainedError",
    "Standing",
    "Survivor",
    "TrialResult",
    "VerifyReport",
    "attempt",
    "ensure_environment",
    "environment_fingerprint",
    "environment_names",
    "examine_machine",
    "exercism_results",
    "find_environment",
    "is_contained",
    "judge",
    "judge_service",
    "mutate",
    "require_containment",
    "verify",
    "verify_all",
    "what_it_is_made_of",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    # Kept, so that it is found at once the next time; and since a file called like the name would now stand in its place.
    globals()[name] = found
    return found
