"""Workspace in, verdict out; and what labs are judged in."""

from roadworthy.judge.environments import (
    Environment,
    EnvironmentBuildError,
    ensure_environment,
    environment_fingerprint,
    environment_names,
    find_environment,
)

__all__ = [
    "Environment",
    "EnvironmentBuildError",
    "ensure_environment",
    "environment_fingerprint",
    "environment_names",
    "find_environment",
]
