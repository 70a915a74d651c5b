"""Newman, which runs Postman's collections without Postman. The attempt starts it, with the learner's collection."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from roadworthy.components.base import ComponentError, Lease, Progress, require
from roadworthy.components.packages import NodePackage


class Newman:
    """A script and the Node that runs it; the lease is the two paths."""

    name = "newman"
    title = "Newman (Postman)"
    disk_mb = 0  # nothing of ours runs
    variables = ("NEWMAN", "NEWMAN_NODE")
    providers = (NodePackage("newman", "newman", "newman/bin/newman.js"),)

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide the paths of script and Node."""
        node, script = require(self, tell).argv
        modules = Path(script).parents[2]
        yield Lease({"NEWMAN": script, "NEWMAN_NODE": node}, paths=(modules, Path(node).parent))

    def self_test(self, env: Mapping[str, str]) -> None:
        """Ask it for its version."""
        command = [env["NEWMAN_NODE"], env["NEWMAN"], "--version"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        if done.returncode != 0:
            raise ComponentError(
                f"Newman fails at `--version`: {(done.stderr.splitlines() or ['it says nothing'])[-1]}"
            )
