"""nginx: the program; what it serves is the learner's configuration, which the attempt starts."""

from __future__ import annotations

from roadworthy.components.programs import Program
from roadworthy.components.providers import Machine

NGINX = Program(
    name="nginx",
    title="nginx",
    variable="NGINX",
    providers=(Machine(("nginx",), debian="nginx", homebrew="nginx", version_args=("-v",)),),
    proof=("-v",),
)
